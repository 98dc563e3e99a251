package io.didact.answers;

import java.lang.Character.UnicodeScript;
import java.util.Locale;
import java.util.Set;

/**
 * Tells formulas from words by how they look, in one pass, where a text may be too long to read.
 */
final class Looks {
  private static final String SIGNS = "\\^_+=/(){}";

  /** Names of functions and words that formulas have. */
  private static final Set<String> WORDS_IN_FORMULAS =
      Set.of("and", "sin", "cos", "tan", "cot", "log", "sqrt", "exp", "max", "min", "mod");

  /** Words, where space stands around them, that are shorter than others. */
  private static final Set<String> SHORT_WORDS = Set.of("is", "it", "so", "we", "he");

  private static final int SHORTEST_WORD = 3;

  private Looks() {}

  /**
   * Whether a text is a formula by its looks: one line with digits or operators and without words.
   * Such a text is an answer as a whole, even one that is too long to be read.
   */
  static boolean isFormula(String text) {
    boolean sign = false;
    int place = 0;
    while (place < text.length()) {
      char c = text.charAt(place);
      if (c == '\n') {
        return false;
      } else if (Character.isLetter(c)) {
        int end = lettersEnd(text, place);
        if (isWord(text, place, end)) {
          return false;
        }
        place = end;
      } else {
        sign |= (c >= '0' && c <= '9') || SIGNS.indexOf(c) >= 0;
        place++;
      }
    }
    return sign;
  }

  private static int lettersEnd(String text, int start) {
    int end = start;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Three Latin letters that name no function, or a letter that is neither Latin nor Greek. */
  private static boolean isWord(String text, int start, int end) {
    boolean latin = true;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        UnicodeScript script = UnicodeScript.of(c);
        if (script != UnicodeScript.LATIN && script != UnicodeScript.GREEK) {
          return true;
        }
        latin &= script == UnicodeScript.LATIN;
      }
    }
    boolean command = start > 0 && text.charAt(start - 1) == '\\';
    return latin
        && !command
        && (end - start >= SHORTEST_WORD || isShortWord(text, start, end))
        && !WORDS_IN_FORMULAS.contains(text.substring(start, Math.min(end, start + 5)));
  }

  private static boolean isShortWord(String text, int start, int end) {
    return (start == 0 || text.charAt(start - 1) == ' ')
        && text.startsWith(" ", end)
        && SHORT_WORDS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
  }
}
