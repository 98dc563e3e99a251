package io.didact.answers.compare;

import io.didact.answers.read.Plain;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The letter of a choice before its text, as in {@code \textbf{(B)}\ 12}.
 *
 * @param letter in capitals
 * @param rest the text of the choice
 */
record Label(String letter, String rest) {
  private static final String SPACE = "(?:\\\\[ ,;:!]|\\\\q?quad(?![a-zA-Z])|[~\\s])";

  /** In words it is one before anything that does not go on with it; else only before a value. */
  private static final Pattern PATTERN =
      Pattern.compile(
          "\\s*(?:\\\\(?:text(?:bf|rm|it|sf)?|math(?:bf|rm)|mbox)\\s*\\{\\s*\\(?([A-J])\\s*[).:]\\s*\\}"
              + SPACE
              + "*(?![+*/^_=<>,;:)|]|\\\\(?:text|cup|cap|cdot|times|in|le|ge|ne|or|and|to)|or\\b|and\\b)"
              + "|\\(?([A-J])[).]"
              + SPACE
              + "+(?=-?(?:[0-9]|\\\\[dt]?frac|\\\\sqrt)))(.+)",
          Pattern.DOTALL);

  static @Nullable Label of(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (text.isEmpty() || "\\( ABCDEFGHIJ".indexOf(text.charAt(0)) < 0 || !matcher.matches()) {
      return null;
    }
    String letter = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return new Label(letter, matcher.group(3).strip());
  }

  /** Whether another answer without a label names its letter, and nothing else. */
  static boolean isLetter(String answer) {
    return answer.length() < 20 && Plain.words(answer).matches("[a-j]");
  }

  boolean isOf(String answer) {
    return Plain.words(answer).toUpperCase(Locale.ROOT).equals(letter);
  }
}
