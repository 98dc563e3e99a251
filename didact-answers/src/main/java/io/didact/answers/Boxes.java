package io.didact.answers;

import io.didact.answers.BoxScanner.Box;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Boxed answers in a text, and which of them are one list. */
final class Boxes {
  /**
   * What may stand between boxes of one list: little, and a comma or word that joins, at its end.
   */
  private static final Pattern BETWEEN =
      Pattern.compile(
          "[\\s$]*|[^.!?\\n]{0,40}?(?:,|;|\\b(?:and|or)\\b|&)"
              + "(?:[\\s,$}]|\\\\(?:quad|qquad|text|[()\\[\\],;: ])|\\b(?:and|or)\\b)*"
              + "(?:[\\w(),' ]{1,12}=\\s*)?",
          Pattern.CASE_INSENSITIVE);

  /** A sign between two boxes that says that one is only near the other. */
  private static final Pattern NEAR =
      Pattern.compile(
          "(?:[\\s$,(]|\\\\[,;: ]|\\\\text\\{|or\\b)*"
              + "(?:≈|\\\\approx(?:eq)?|\\\\simeq|(?:approximately|about|roughly)\\b|approx\\b\\.?)"
              + "(?:[\\s$}]|\\\\[,;: ])*");

  /** What stands for an answer in "I wrote \boxed{answer} as asked". */
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "(?:\\\\text\\{)?(?:(?:your|the|final) )*answer\\}?", Pattern.CASE_INSENSITIVE);

  private static final Pattern DECIMAL = Pattern.compile("[-−]?\\d*[.,]\\d+");
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:[\\d.,]+(?:/\\d+)?|\\\\[dt]?frac[\\d{} ]+)");
  private static final Pattern LETTER = Pattern.compile("\\(?[A-Z]\\)?");
  private static final String OR =
      "[\\s$]*(?:\\\\[)\\]])?\\s*,?\\s*\\(?or (?:possibly |maybe |perhaps |option )?[$(]?";

  /** A number that is all that is said: no unit, and no condition behind it. */
  private static final Pattern OR_NUMBER =
      Pattern.compile(OR + "([-−]?\\d+(?:\\.\\d+)?(?:/\\d+)?)\\$?(?=\\s*(?:[.,;!?)\\n]|$))");

  private static final Pattern OR_LETTER = Pattern.compile(OR + "([A-Z])(?![\\w'’])");

  private static final int FARTHEST = 80;

  /** Boxes, from the end, that are looked at. */
  private static final int MOST_BOXES = 200;

  private Boxes() {}

  /** The last box, with the boxes before it that belong to the same list. */
  static Optional<String> last(String text) {
    List<Box> boxes = BoxScanner.boxes(text);
    Set<String> list = new LinkedHashSet<>();
    Box next = null;
    for (int i = boxes.size() - 1; i >= Math.max(0, boxes.size() - MOST_BOXES); i--) {
      Box box = boxes.get(i);
      String content = Segments.bare(text.substring(box.open(), box.close()));
      if (content.isEmpty() || PLACEHOLDER.matcher(content).matches()) {
        continue;
      }
      if (next != null && isNear(text, box, next)) {
        String other = list.iterator().next();
        list.clear(); // of two values, one near the other, that which is no decimal
        list.add(DECIMAL.matcher(content).matches() ? other : content);
        next = box;
        continue;
      }
      if (next != null && !belong(text, box, next)) {
        break;
      }
      list.add(content);
      next = box;
    }
    if (list.isEmpty()) {
      return Optional.empty();
    }
    List<String> backwards = new ArrayList<>(list);
    Collections.reverse(backwards);
    return Optional.of(
        String.join(", ", backwards) + alternative(text, boxes.get(boxes.size() - 1)));
  }

  /** What stands behind a box, as in {@code \boxed{3} or 4}: an answer that names both. */
  private static String alternative(String text, Box box) {
    String content = text.substring(box.open(), box.close()).strip();
    Pattern or = LETTER.matcher(content).matches() ? OR_LETTER : OR_NUMBER;
    Matcher other = or.matcher(text).region(box.end(), text.length());
    boolean found = (or == OR_LETTER || NUMBER.matcher(content).matches()) && other.lookingAt();
    boolean near = found && DECIMAL.matcher(other.group(1)).matches() && content.contains("frac");
    return found && !near && !content.contains(other.group(1)) ? " or " + other.group(1) : "";
  }

  /** Whether a box is only about the other. */
  private static boolean isNear(String text, Box box, Box next) {
    return box.end() <= next.start()
        && next.start() - box.end() <= FARTHEST
        && NEAR.matcher(text.substring(box.end(), next.start())).matches();
  }

  private static boolean belong(String text, Box box, Box next) {
    if (box.end() > next.start() || next.start() - box.end() > FARTHEST) {
      return false;
    }
    return BETWEEN.matcher(text.substring(box.end(), next.start())).matches();
  }

  /** What stands from the last box on; nothing where there is no box. */
  static Optional<String> fromLast(String text) {
    List<Box> boxes = BoxScanner.boxes(text);
    return boxes.isEmpty()
        ? Optional.empty()
        : Optional.of(text.substring(boxes.get(boxes.size() - 1).start()));
  }

  /** A text up to its last box, if that is never closed. */
  static String withoutUnclosed(String text) {
    return BoxScanner.unclosed(text).map(box -> text.substring(0, box.start())).orElse(text);
  }

  /** What the last box holds, if that is never closed; else the text itself. */
  static String unclosed(String text) {
    return BoxScanner.unclosed(text).map(box -> text.substring(box.open())).orElse(text);
  }
}
