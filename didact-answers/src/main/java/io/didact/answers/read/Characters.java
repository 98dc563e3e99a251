package io.didact.answers.read;

import java.text.Normalizer;

/** Brings characters that are written for others into these: in one pass, before all else. */
final class Characters {
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ⁿⁱˣʸᵏ";
  private static final String RAISED_MEAN = "0123456789-+()nixyk";
  private static final String LOWERED = "₀₁₂₃₄₅₆₇₈₉₋₊₍₎ₙᵢₓₖ";
  private static final String LOWERED_MEAN = "0123456789-+()nixk";

  /** Bold, italic and other letters and digits of mathematics. */
  private static final int LETTERS = 0x1D400;

  private static final int LETTERS_END = 0x1D800;

  private Characters() {}

  /**
   * The text with full-width forms, letters of mathematics and raised or lowered characters as
   * ASCII, {@code ^{…}} and {@code _{…}}.
   */
  static String usual(String text) {
    int place = 0;
    while (place < text.length() && text.charAt(place) < 0x80) {
      place++;
    }
    return place == text.length() ? text : usual(text, place);
  }

  private static String usual(String text, int from) {
    StringBuilder usual = new StringBuilder(text.substring(0, from));
    int place = from;
    while (place < text.length()) {
      int c = text.codePointAt(place);
      if (RAISED.indexOf(c) >= 0) {
        place = script(text, place, RAISED, RAISED_MEAN, usual.append('^'));
        continue;
      } else if (LOWERED.indexOf(c) >= 0) {
        place = script(text, place, LOWERED, LOWERED_MEAN, usual.append('_'));
        continue;
      }
      place += Character.charCount(c);
      if (c >= '！' && c <= '～') {
        usual.append((char) (c - '！' + '!')); // in the order of ASCII
      } else if (c >= LETTERS && c < LETTERS_END) {
        usual.append(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
      } else if (c == 'º' && isBehindDigit(usual)) {
        usual.append('°');
      } else if (c == '\u2126') {
        usual.append('\u03a9'); // ohm
      } else if (c == 'Ø' || c == 'ℯ') {
        usual.append(c == 'Ø' ? '∅' : 'e');
      } else if (c == '×' && text.indexOf('\\') >= 0) {
        usual.append("\\times ");
      } else {
        usual.appendCodePoint(c);
      }
    }
    return usual.toString();
  }

  private static char at(String text, int place) {
    return place < text.length() ? text.charAt(place) : ' ';
  }

  private static boolean isBehindDigit(StringBuilder text) {
    return text.length() > 0 && Character.isDigit(text.charAt(text.length() - 1));
  }

  /** Raised or lowered characters in a row are one exponent or index; the place behind them. */
  private static int script(
      String text, int start, String signs, String meanings, StringBuilder result) {
    result.append('{');
    int place = start;
    for (int sign = signs.indexOf(text.charAt(place));
        sign >= 0;
        sign = signs.indexOf(at(text, place))) {
      result.append(meanings.charAt(sign));
      place++;
    }
    result.append('}');
    return place;
  }
}
