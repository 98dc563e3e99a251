package io.didact.answers.read;

import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.Rational;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A numeral at a place in a text: {@code 1,000}, {@code 1{,}000}, {@code 1 000}, {@code .5}, {@code
 * 2.5e3}, {@code 0.1\overline{6}}.
 *
 * @param value exactly
 * @param decimals as in {@link Node.Num}
 * @param end behind it
 */
record Numeral(Rational value, int decimals, int end) {
  /** Separators of thousands that can only stand within a number: 1{,}000, 1,\\!000, 1~000. */
  private static final String THIN = "\\s*\\{\\s*,\\s*\\}\\s*|,\\s*\\\\!\\s*|\\\\[,;: !]|~";

  private static final Pattern THIN_GROUPS = groups(THIN);

  /** Those that are used where a comma may separate thousands, in order. */
  private static final List<Pattern> GROUPS =
      List.of(
          groups(THIN + "|,"),
          groups(THIN + "|[ \\u00a0\\u202f\\u2009]"),
          Pattern.compile("[1-9]\\d{0,2}(?:\\.\\d{3}){2,40}(?![\\d.])"),
          Pattern.compile("[1-9]\\d?(?:,\\d\\d){1,9},\\d{3}(?![,\\d])")); // lakhs

  private static final Pattern REPEATING =
      Pattern.compile(
          "\\\\(?:overline|bar|dot)\\s*(?:\\{\\s*(\\d{1,40})\\s*\\}|(\\d))"
              + "(?:(\\d{0,40})\\\\dot\\s*(?:\\{\\s*(\\d)\\s*\\}|(\\d)))?"
              + "|\\((\\d{1,40})\\)(?!\\s*[\\d(])");
  private static final Pattern GOES_ON = Pattern.compile("(\\d)\\1\\1(?:\\.\\.\\.|…|\\\\l?dots)");
  private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]");
  private static final Pattern EXPONENT = Pattern.compile("[eE]([+-]?\\d{1,6})(?![\\d.])");

  /** What a 64-bit floating-point number can be, and some more. */
  private static final int LARGEST_EXPONENT = 400;

  private static final int MOST_DECIMALS = 1_000;

  /**
   * Reads the numeral that begins at a place.
   *
   * @param text in which a digit, or a point and a digit, stands at {@code start}
   * @param inBrackets whether a comma rather separates items here
   */
  static Numeral read(String text, int start, CommaReading commas, boolean inBrackets) {
    int run = digitsEnd(text, start);
    if (run > start && !goesOn(text, run)) {
      return new Numeral(Rational.of(new BigInteger(text.substring(start, run))), -1, run);
    }
    int whole = wholePart(text, start, commas, inBrackets);
    String digits = digits(text.substring(start, whole));
    boolean point =
        whole < text.length()
            && (text.charAt(whole) == '.'
                || (text.charAt(whole) == ',' && commas == CommaReading.DECIMAL));
    int end = point ? digitsEnd(text, whole + 1) : whole;
    String fraction = point ? text.substring(whole + 1, end) : "";
    if (point
        && fraction.isEmpty()
        && !REPEATING.matcher(text).region(end, text.length()).lookingAt()) {
      return new Numeral(Rational.of(new BigInteger(digits)), -1, whole);
    }
    Rational value = decimal(digits, fraction);
    int decimals = point ? fraction.length() : -1;
    if (point) {
      Matcher repeating = REPEATING.matcher(text).region(end, text.length());
      if (repeating.lookingAt()) {
        return new Numeral(
            repeating(value, fraction.length(), period(repeating)), -1, repeating.end());
      }
      Matcher goesOn = GOES_ON.matcher(text).region(Math.max(start, end - 3), text.length());
      if (fraction.length() >= 3 && goesOn.lookingAt()) {
        Rational all = repeating(value, fraction.length(), goesOn.group(1));
        return new Numeral(all, -1, goesOn.end());
      }
    }
    Matcher exponent = EXPONENT.matcher(text).region(end, text.length());
    if (exponent.lookingAt()) {
      int power = Integer.parseInt(exponent.group(1).replace("+", ""));
      if (Math.abs(power) > LARGEST_EXPONENT) {
        throw new OverBudgetException("an exponent of ten is beyond ±" + LARGEST_EXPONENT);
      }
      return new Numeral(
          value.times(Rational.of(10).power(power)),
          decimals < 0 ? -1 : Math.max(0, decimals - power),
          exponent.end());
    }
    return new Numeral(value, decimals, end);
  }

  /** Whether a numeral may be longer than its first digits: most are not. */
  private static boolean goesOn(String text, int end) {
    if (end == text.length()) {
      return false;
    }
    char next = text.charAt(end);
    return next == '\\'
        ? end + 1 == text.length() || !Character.isLetter(text.charAt(end + 1))
        : ".,~{eE".indexOf(next) >= 0
            || Character.isWhitespace(next)
            || Character.isSpaceChar(next);
  }

  private static int wholePart(String text, int start, CommaReading commas, boolean inBrackets) {
    for (Pattern groups :
        commas == CommaReading.USUAL && !inBrackets ? GROUPS : List.of(THIN_GROUPS)) {
      Matcher matcher = groups.matcher(text).region(start, text.length());
      if (matcher.lookingAt()) {
        return matcher.end();
      }
    }
    return digitsEnd(text, start);
  }

  /** Groups of three digits, with no others behind them but those of a fraction: 1 000 1/2. */
  private static Pattern groups(String separators) {
    return Pattern.compile(
        "[1-9]\\d{0,2}+(?:(?:%1$s)\\d{3}(?!\\d)){1,40}+(?!(?:%1$s)\\d++(?!/))"
            .formatted(separators));
  }

  private static int digitsEnd(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static String digits(String written) {
    return "0" + NO_DIGIT.matcher(written).replaceAll("");
  }

  private static Rational decimal(String whole, String fraction) {
    if (fraction.length() > MOST_DECIMALS) {
      throw new OverBudgetException("a number has more than " + MOST_DECIMALS + " decimals");
    }
    BigInteger all = new BigInteger(whole + fraction);
    return fraction.isEmpty()
        ? Rational.of(all)
        : Rational.of(all, BigInteger.TEN.pow(fraction.length()));
  }

  private static String period(Matcher repeating) {
    return IntStream.rangeClosed(1, repeating.groupCount())
        .mapToObj(repeating::group)
        .filter(Objects::nonNull)
        .collect(Collectors.joining());
  }

  /** 0.1(6) = 0.1 + 6 / (10 · 9). */
  private static Rational repeating(Rational start, int decimals, String period) {
    BigInteger nines = BigInteger.TEN.pow(period.length()).subtract(BigInteger.ONE);
    BigInteger denominator = nines.multiply(BigInteger.TEN.pow(decimals));
    return start.plus(Rational.of(new BigInteger(period), denominator));
  }
}
