package io.didact.answers;

import java.util.regex.Pattern;

/** Tells formulas from words by how they look, where a text may be too long to read. */
final class Looks {
  /** A digit or an operator. */
  private static final Pattern SIGN = Pattern.compile("[0-9\\\\^_+=/(){}]");

  /**
   * A new line, a letter that is neither Latin nor Greek, three Latin letters that name no function
   * or command, or a short word with space around it.
   */
  private static final Pattern WORD =
      Pattern.compile(
          "\n|[\\p{L}&&[^\\p{IsLatin}\\p{IsGreek}]]"
              + "|(?<![\\p{L}\\\\])(?!(?:and|sin|cos|tan|cot|log|sqrt|exp|max|min|mod)(?!\\p{L}))"
              + "\\p{IsLatin}{3,}+(?!\\p{L})"
              + "|(?:^|(?<= ))(?i:is|it|so|we|he)(?= )");

  private Looks() {}

  /**
   * Whether a text is a formula by its looks: one line with digits or operators and without words.
   * Such a text is an answer as a whole, even one that is too long to be read.
   */
  static boolean isFormula(String text) {
    return !WORD.matcher(text).find() && SIGN.matcher(text).find();
  }
}
