package io.didact.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * How much of a long text a page holds: its beginning and, twice as much, its end, where answers
 * are.
 *
 * @param characters at most so many (UTF-16 units) of each text, ≥ {@value #SMALLEST}
 */
public record TextLimit(int characters) {
  private static final int SMALLEST = 100;

  public TextLimit {
    if (characters < SMALLEST) {
      throw new IllegalArgumentException("a text of " + characters + " characters tells nothing");
    }
  }

  /**
   * The largest limit with which texts stay within a budget together; no smaller one than {@value
   * #SMALLEST}, however many there are.
   *
   * @param lengths of the texts, in characters
   * @param budget for all of them, in characters
   */
  public static TextLimit within(int[] lengths, long budget) {
    int[] ascending = lengths.clone();
    Arrays.sort(ascending);
    long left = budget;
    for (int i = 0; i < ascending.length; i++) {
      long share = left / (ascending.length - i);
      if (ascending[i] > share) {
        return new TextLimit((int) Math.max(SMALLEST, share));
      }
      left -= ascending[i];
    }
    return new TextLimit(Integer.MAX_VALUE);
  }

  /** How many of the texts it cuts. */
  public long cuts(int[] lengths) {
    return Arrays.stream(lengths).filter(length -> length > characters).count();
  }

  String apply(String text) {
    if (text.length() <= characters) {
      return text;
    }
    int head = characters / 3;
    int tail = characters - head;
    return text.substring(0, head)
        + String.format(
            Locale.ROOT, "\n\n[… %,d characters left out …]\n\n", text.length() - characters)
        + text.substring(text.length() - tail);
  }
}
