package io.didact.answers;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers in a text with all that belongs to them: sign, currency, separators, a power, a percent
 * sign. Not digits within words, and not ordinals.
 */
final class Numbers {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![A-Za-z0-9_.,])"
              + "(?:\\d{1,3}+(?:[ \\u00a0\\u2009\\u202f'’]\\d{3}(?!\\d)){1,6}+(?:[.,]\\d++)?+" // 1
              // 234
              + "|\\d++ \\d{1,3}+/\\d++" // 2 1/2
              + "|\\d++(?:[.,:]\\d++){0,20}+|\\.\\d++)"
              + "(?:[eE][-+−]?\\d{1,5}+(?!\\w)"
              + "|(?: ?[×·*x] ?10)?+(?:\\^ ?\\{?[-−–]?\\d{1,5}+\\}?|⁻?[⁰¹²³⁴-⁹]{1,5}+))?+"
              + "(?: ?/ ?\\d++)?(?:\\s?\\\\?%)?"
              + "(?: (?:hundred|thousand|million|billion|trillion|dozen)\\b)?"
              + "(?!\\d|(?:st|nd|rd|th)\\b)");

  private static final String SAYS = "(?:\\b(?:is|are|was|be|equals?)|[=≈:(])";

  /**
   * What stands before the digits and belongs to them. A dash is a sign behind space or a mark, not
   * behind a letter, a number or a bracket, as in 3-5, x - 5 and Covid-19; with space behind it
   * only where a word or sign before it says that a value comes.
   */
  private static final Pattern BEFORE =
      Pattern.compile(
          "(?:(?<="
              + SAYS
              + " {0,2})[-−–—‐‑﹣－±] "
              + "|(?<![\\p{L}\\p{N}_)\\]}%])(?<![\\p{N})\\]}%] )"
              + "(?<!(?<![\\p{L}\\p{N}])[b-zB-HJ-Z] )[-−–‐‑﹣－±]"
              + "|(?i:\\bnegative |(?<="
              + SAYS
              + " |\\b(?:to|of|at|gets?|got|gives?) )minus )"
              + ")?(?:\\\\?[$€£¥] ?|\\b(?:USD|EUR|GBP) )?(?<!\\p{L}[-−])(?:(?<=[$€£¥])[-−–])?$");

  private static final Pattern SIGN_WORD = Pattern.compile("^(?i:negative|minus) ");

  /** Longest of {@link #BEFORE}, with what it looks back on. */
  private static final int LONGEST_BEFORE = 24;

  /** Signs before a number, or before its sign, by which it is a part of something larger. */
  private static final Pattern PART_BEFORE =
      Pattern.compile(
          "(?:[\\w)\\]}πθ](?:[/^×·÷]|(?<!\\*)\\*| (?:[/^×·÷]|\\*) )|[√∛_{≤≥<>≠±^] ?|[\\w)\\]}] ?[+±] ?"
              + "|(?:\\b[a-zA-Z]|[)\\]}]) ?[-−] ?|[(\\[][^()\\[\\]]{0,40}, ?)$");

  /** The same behind it. */
  private static final Pattern PART_BEHIND =
      Pattern.compile(
          " ?[π√∛^×·÷±≤≥<>≠]|\\}| ?\\*(?!\\*)(?:(?<! \\*)[\\w(]|(?<= \\*) [\\w(])"
              + "|(?:\\+[\\w(]| \\+ [\\w(])|[xyznkabtpqrij](?!\\w)| ?/ ?[a-z](?![a-z])");

  /** A number before this one, or an equation with one: the two are a list. */
  private static final Pattern LISTED =
      Pattern.compile("\\d(?:,|,? (?:and|or))(?: [a-zA-Z]\\w? ?=)? ?$");

  /**
   * Where a number stands.
   *
   * @param start of it, with its sign
   * @param end behind it
   */
  record Span(int start, int end) {
    String of(String text) {
      String written = text.substring(start, end).strip();
      return SIGN_WORD.matcher(written).replaceFirst("-");
    }

    /** Whether it is only a part of an expression that is written around it. */
    boolean isPart(String text) {
      String before = text.substring(Math.max(0, start - 48), start);
      boolean group = PART_BEFORE.matcher(before).find();
      return group
          || PART_BEHIND
              .matcher(text)
              .region(end, text.length())
              .useTransparentBounds(true)
              .lookingAt();
    }

    /** Whether it is the last of several. */
    boolean isListed(String text) {
      return LISTED.matcher(text.substring(Math.max(0, start - LONGEST_BEFORE), start)).find();
    }

    private static Span of(String text, Matcher digits) {
      int from = Math.max(0, digits.start() - LONGEST_BEFORE);
      Matcher before = BEFORE.matcher(text).region(from, digits.start());
      before.useTransparentBounds(true).useAnchoringBounds(true);
      return new Span(before.find() ? before.start() : digits.start(), digits.end());
    }
  }

  private Numbers() {}

  /** The last number. */
  static Optional<Span> last(String text) {
    Matcher matcher = NUMBER.matcher(text);
    matcher.region(Math.max(0, text.length() - Segments.LAST_PART), text.length());
    int start = -1;
    while (matcher.find()) {
      start = matcher.start();
    }
    return start < 0 || !matcher.find(start)
        ? Optional.empty()
        : Optional.of(Span.of(text, matcher));
  }

  /** The first number, unless a word before it says that the answer is another. */
  static Optional<String> first(String text) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    Span span = Span.of(text, matcher);
    return span.isPart(text) || Qualifiers.endsWithOne(text.substring(0, span.start()))
        ? Optional.empty()
        : Optional.of(span.of(text));
  }
}
