package io.didact.eval.answer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers in a text: not digits within words, and not ordinals. */
final class Numbers {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![A-Za-z0-9_.,])(?:(?<![\\w)\\]] ?)[-−])?[$€£]?"
              + "(?:\\d++(?:[.,:]\\d++){0,20}+|\\.\\d++)"
              + "(?: ?/ ?\\d++)?(?:\\s?\\\\?%)?(?!\\d|(?:st|nd|rd|th)\\b)");

  /** The part of a text that is searched for the last number. */
  private static final int LAST_PART = 20_000;

  /**
   * Where a number stands.
   *
   * @param start of it
   * @param end behind it
   */
  record Span(int start, int end) {
    String of(String text) {
      return text.substring(start, end).strip();
    }
  }

  private Numbers() {}

  /** The last number. */
  static Optional<Span> last(String text) {
    Matcher matcher = NUMBER.matcher(text);
    matcher.region(Math.max(0, text.length() - LAST_PART), text.length());
    Span last = null;
    while (matcher.find()) {
      last = new Span(matcher.start(), matcher.end());
    }
    return Optional.ofNullable(last);
  }

  /** The first number, unless a word before it says that the answer is another. */
  static Optional<String> first(String text) {
    Matcher matcher = NUMBER.matcher(text);
    return matcher.find() && !Qualifiers.endsWithOne(text.substring(0, matcher.start()))
        ? Optional.of(matcher.group().strip())
        : Optional.empty();
  }
}
