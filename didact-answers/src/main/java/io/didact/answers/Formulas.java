package io.didact.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds formulas in a text, in one pass: {@code $…$}, {@code $$…$$}, {@code \(…\)}, {@code \[…\]}.
 */
final class Formulas {
  private static final int LONGEST = 2_000;

  /** Three words in a row between two dollar signs: the signs are money. */
  private static final Pattern SENTENCE =
      Pattern.compile("(?<![\\\\{a-zA-Z])[a-z]{2,20} [a-z]+ [a-z]+\\b");

  /**
   * A formula.
   *
   * @param start where its first mark is
   * @param end behind its last mark
   * @param content between the marks
   */
  record Formula(int start, int end, String content) {}

  private final String text;
  private final List<Formula> found = new ArrayList<>();
  private int dollar = -1;
  private int dollars = -1;
  private int round = -1;
  private int square = -1;

  private Formulas(String text) {
    this.text = text;
  }

  /** All formulas from left to right. */
  static List<Formula> in(String text) {
    return new Formulas(text).scan();
  }

  private List<Formula> scan() {
    int place = 0;
    while (place < text.length()) {
      char c = text.charAt(place);
      if (c == '\\') {
        place = escaped(place);
      } else if (c == '$') {
        place = text.startsWith("$$", place) ? display(place) : inline(place);
      } else {
        place++;
      }
    }
    return found;
  }

  private int escaped(int place) {
    if (text.startsWith("\\(", place)) {
      round = next("\\)", place + 2, round);
      return add(place, 2, round);
    } else if (text.startsWith("\\[", place)) {
      square = next("\\]", place + 2, square);
      return add(place, 2, square);
    }
    return place + 2;
  }

  private int display(int place) {
    dollars = next("$$", place + 2, dollars);
    return add(place, 2, dollars);
  }

  private int inline(int place) {
    int from = Math.max(place + 1, dollar);
    if (dollar < place + 1) {
      while (from < text.length() && text.charAt(from) != '$') {
        from += text.charAt(from) == '\\' ? 2 : 1;
      }
      dollar = from < text.length() ? from : Integer.MAX_VALUE;
    }
    return add(place, 1, dollar);
  }

  /** Where a mark comes next; what was found before is still right if it is not passed. */
  private int next(String mark, int from, int before) {
    if (before >= from) {
      return before;
    }
    int place = text.indexOf(mark, from);
    return place < 0 ? Integer.MAX_VALUE : place;
  }

  private int add(int start, int mark, int close) {
    if (close == Integer.MAX_VALUE || close - start > LONGEST) {
      return start + mark;
    }
    String content = text.substring(start + mark, close);
    if (mark == 1 && SENTENCE.matcher(content).find()) {
      return start + mark;
    }
    found.add(new Formula(start, close + mark, content));
    return close + mark;
  }
}
