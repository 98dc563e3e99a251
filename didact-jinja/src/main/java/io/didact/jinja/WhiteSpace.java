package io.didact.jinja;

/** White space as Python's {@code str} has them; Java's is another. */
public final class WhiteSpace {
  /** {@code str.isspace}, for a regular expression's brackets. */
  static final String SPACES =
      "\\x09-\\x0d\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

  private WhiteSpace() {}

  /** {@code str.strip()}: the text without white space around it. */
  public static String strip(String text) {
    return stripEnd(stripStart(text));
  }

  /** {@code str.isspace} of one character; all of these are single {@code char}s. */
  static boolean isSpace(int c) {
    return (c >= 0x09 && c <= 0x0d)
        || (c >= 0x1c && c <= 0x1f)
        || c == 0x85
        || Character.isSpaceChar(c);
  }

  static boolean isBlank(String text) {
    return text.chars().allMatch(WhiteSpace::isSpace);
  }

  static String stripStart(String text) {
    return text.substring(skip(text, 0));
  }

  static String stripEnd(String text) {
    return text.substring(0, skipBack(text, text.length()));
  }

  /** The first place from this one on where no white space stands. */
  static int skip(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The last place up to this one that no white space stands before. */
  static int skipBack(String text, int from) {
    int at = from;
    while (at > 0 && isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }
}
