package io.didact.answers.compare;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The letter of a choice before its text, as in {@code \textbf{(B)}\ 12}.
 *
 * @param letter in capitals
 * @param rest the text of the choice
 */
record Label(String letter, String rest) {
  private static final String WORDS = "\\\\(?:text(?:bf|rm|it|sf)?|math(?:bf|rm)|mbox)";
  private static final String SPACE = "(?:\\\\[ ,;:!]|\\\\q?quad(?![a-zA-Z])|[~\\s])";

  /** In words it is one before anything that does not go on with it; else only before a value. */
  private static final Pattern PATTERN =
      Pattern.compile(
          "\\s*(?:"
              + WORDS
              + "\\s*\\{\\s*\\(?([A-J])\\s*[).:]\\s*\\}"
              + SPACE
              + "*(?![+*/^_=<>,;:)|]|\\\\(?:text|cup|cap|cdot|times|in|le|ge|ne|or|and|to)|or\\b|and\\b)"
              + "|(?:\\(?([A-J])[).:]|\\(([a-j])\\))"
              + SPACE
              + "+(?=-?(?:[0-9]|\\\\[dt]?frac|\\\\sqrt|\\\\pi)))(.+)",
          Pattern.DOTALL);

  private static final Pattern LETTER =
      Pattern.compile("\\s*(?:" + WORDS + "\\s*\\{)?\\s*\\(?\\s*([A-J])\\s*\\)?[.\\s]*\\}?\\s*");

  static @Nullable Label of(String text) {
    if (text.length() < 4
        || !(text.startsWith("\\t") || text.startsWith("\\m") || text.charAt(0) < 'K')) {
      return null; // a quick look
    }
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String letter =
        Stream.of(1, 2, 3).map(matcher::group).filter(Objects::nonNull).findFirst().orElseThrow();
    return new Label(letter.toUpperCase(Locale.ROOT), matcher.group(4).strip());
  }

  /** The letter that another answer is, without anything else, or null. */
  static @Nullable String letter(String answer) {
    Matcher matcher = LETTER.matcher(answer);
    return matcher.matches() ? matcher.group(1) : null;
  }
}
