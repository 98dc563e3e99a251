package io.didact.eval.answer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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

  private record Box(int start, int end, String content) {}

  private Boxes() {}

  /** The last box, with the boxes before it that belong to the same list. */
  static Optional<String> last(String text) {
    List<Box> boxes = all(text);
    if (boxes.isEmpty()) {
      return Optional.empty();
    }
    List<String> list = new ArrayList<>();
    Box next = boxes.get(boxes.size() - 1);
    list.add(next.content());
    for (int i = boxes.size() - 2; i >= 0 && belong(text, boxes.get(i), next); i--) {
      next = boxes.get(i);
      if (!list.contains(next.content())) {
        list.add(0, next.content());
      }
    }
    return Optional.of(String.join(", ", list));
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
          boxes.add(new Box(matcher.start(), token.end(), token.group()));
        }
      } else if (closing[open] > 0) {
        boxes.add(box(text, matcher.start(), open, closing[open]));
        inside = closing[open];
      }
    }
    boxes.removeIf(box -> box.content().isEmpty());
    return boxes;
  }

  private static Box box(String text, int start, int open, int close) {
    return new Box(start, close + 1, Segments.bare(text.substring(open + 1, close)));
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

  /** What follows the last box that is never closed; the text itself where there is none. */
  static String unclosed(String text) {
    int place = text.lastIndexOf("\\boxed{");
    return place < 0 ? text : text.substring(place + "\\boxed{".length());
  }
}
