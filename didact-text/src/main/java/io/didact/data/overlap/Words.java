package io.didact.data.overlap;

import io.didact.data.Seeds;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The words of a text as hashes. A word is a run of letters and digits, one ideograph, or one sign
 * of mathematics. Case, forms of one character (NFKC), white space, and all other characters
 * (punctuation, dollars, braces, backslashes) make no difference.
 *
 * @param hashes one a word, in order
 */
record Words(long[] hashes) {
  private static final String SIGNS = "-*/^%!";

  static Words of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    long[] hashes = new long[plain.length()];
    int count = 0;
    int begin = -1;
    for (int i = 0; i < plain.length(); ) {
      int codePoint = plain.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      boolean alone = isSign(codePoint) || Character.isIdeographic(codePoint);
      boolean inRun = !alone && isPartOfWord(codePoint);
      if (begin >= 0 && !inRun) {
        hashes[count++] = Seeds.of(plain.substring(begin, i));
        begin = -1;
      }
      if (alone) {
        hashes[count++] = Seeds.of(plain.substring(i, next));
      } else if (inRun && begin < 0) {
        begin = i;
      }
      i = next;
    }
    if (begin >= 0) {
      hashes[count++] = Seeds.of(plain.substring(begin));
    }
    return new Words(Arrays.copyOf(hashes, count));
  }

  private static boolean isSign(int codePoint) {
    return SIGNS.indexOf(codePoint) >= 0 || Character.getType(codePoint) == Character.MATH_SYMBOL;
  }

  private static boolean isPartOfWord(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> Character.isLetterOrDigit(codePoint);
    };
  }

  /** How many there are. */
  int count() {
    return hashes.length;
  }

  /**
   * The different n-grams.
   *
   * @return sorted hashes; of a text with fewer words, one of all of them; of one without words,
   *     none
   */
  long[] grams(int n) {
    if (count() == 0) {
      return hashes;
    }
    int length = Math.min(n, count());
    long[] grams = new long[count() - length + 1];
    for (int i = 0; i < grams.length; i++) {
      grams[i] = gram(i, length);
    }
    Arrays.sort(grams);
    return distinct(grams);
  }

  /** The hash of so many words from one on. */
  long gram(int begin, int length) {
    long hash = length;
    for (int i = begin; i < begin + length; i++) {
      hash = (hash ^ hashes[i]) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /** Of sorted values. */
  static long[] distinct(long[] sorted) {
    int count = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[count++] = sorted[i];
      }
    }
    return Arrays.copyOf(sorted, count);
  }
}
