package io.didact.eval.answer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Boxed answers in a text. All braces are matched in one pass, however many boxes there are. */
final class Boxes {
  private static final Pattern BOX = Pattern.compile("\\\\(?:boxed|fbox|framebox)\\s*");

  /** One token, for {@code \boxed 42}. */
  private static final Pattern TOKEN = Pattern.compile("[-+]?[\\w./,]*\\w|\\\\[a-zA-Z]+");

  /**
   * What may stand between boxes of one list: little, and a comma or word that joins, at its end.
   */
  private static final Pattern BETWEEN =
      Pattern.compile(
          "[\\s$]*|[^.!?\\n]{0,40}?(?:,|;|\\b(?:and|or)\\b|&)"
              + "(?:[\\s,$}]|\\\\(?:quad|qquad|text|[()\\[\\],;: ])|\\b(?:and|or)\\b)*"
              + "(?:[\\w(),' ]{1,12}=\\s*)?",
          Pattern.CASE_INSENSITIVE);

  private static final int FARTHEST = 80;

  /** More than are compared one by one, so that a longer list is undecided. */
  private static final int MOST_IN_LIST = 100;

  /**
   * Where a box is.
   *
   * @param start of the command
   * @param open where its content begins
   * @param close behind its content
   * @param end behind all of it
   */
  private record Box(int start, int open, int close, int end) {}

  private Boxes() {}

  /** The last box, with the boxes before it that belong to the same list. */
  static Optional<String> last(String text) {
    List<Box> boxes = all(text);
    Set<String> list = new LinkedHashSet<>();
    Box next = null;
    for (int i = boxes.size() - 1; i >= 0 && list.size() < MOST_IN_LIST; i--) {
      Box box = boxes.get(i);
      String content = Segments.bare(text.substring(box.open(), box.close()));
      if (content.isEmpty()) {
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
    return Optional.of(String.join(", ", backwards));
  }

  private static boolean belong(String text, Box box, Box next) {
    if (box.end() > next.start() || next.start() - box.end() > FARTHEST) {
      return false;
    }
    return BETWEEN.matcher(text.substring(box.end(), next.start())).matches();
  }

  private static List<Box> all(String text) {
    List<Box> boxes = new ArrayList<>();
    if (!text.contains("boxed") && !text.contains("box{")) {
      return boxes;
    }
    int[] closing = closing(text);
    Matcher matcher = BOX.matcher(text);
    int inside = 0;
    while (matcher.find()) {
      int open = matcher.end();
      if (matcher.start() < inside || open >= text.length()) {
        continue;
      }
      if (text.charAt(open) != '{') {
        Matcher token = TOKEN.matcher(text).region(open, text.length());
        if (token.lookingAt()) {
          boxes.add(new Box(matcher.start(), open, token.end(), token.end()));
        }
      } else if (closing[open] > 0) {
        boxes.add(new Box(matcher.start(), open + 1, closing[open], closing[open] + 1));
        inside = closing[open];
      }
    }
    return boxes;
  }

  /** For every opening brace where its closing one is, 0 for none; escaped braces do not count. */
  private static int[] closing(String text) {
    int[] closing = new int[text.length()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        open.push(i);
      } else if (c == '}' && !open.isEmpty()) {
        closing[open.pop()] = i;
      }
    }
    return closing;
  }

  /** A text up to its last box, if that is never closed. */
  static String withoutUnclosed(String text) {
    int place = text.lastIndexOf("\\boxed{");
    int depth = place < 0 ? 0 : 1;
    for (int i = place + "\\boxed{".length(); depth > 0 && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      }
    }
    return depth > 0 ? text.substring(0, place) : text;
  }

  /** What follows the last box that is never closed; the text itself where there is none. */
  static String unclosed(String text) {
    int place = text.lastIndexOf("\\boxed{");
    return place < 0 ? text : text.substring(place + "\\boxed{".length());
  }
}
