package io.didact.data.countdown;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads an expression of whole numbers, + − × ÷ and parentheses, and reckons it exactly. Hostile
 * text is refused before it costs anything: at most {@value #MAX_LENGTH} characters, {@value
 * #MAX_NUMBERS} numbers of {@value #MAX_DIGITS} digits, {@value #MAX_DEPTH} parentheses deep.
 *
 * <p>Besides {@code * /} and ASCII signs it knows what models write: {@code × · ÷ − ∗ : \times
 * \cdot \div \left( \right) \frac{a}{b}}, brackets of all kinds.
 */
final class Arithmetic {
  static final int MAX_LENGTH = 500;
  static final int MAX_NUMBERS = 30;
  static final int MAX_DIGITS = 12;
  static final int MAX_DEPTH = 30;

  private static final Pattern FRACTION =
      Pattern.compile("\\\\[dt]?frac\\s*\\{([^{}]*)\\}\\s*\\{([^{}]*)\\}");

  private final String text;
  private final List<BigInteger> numbers = new ArrayList<>();
  private int at;
  private int depth;

  private Arithmetic(String text) {
    this.text = text;
  }

  /**
   * What an expression comes to.
   *
   * @param numbers that it is of, in the order in which they stand; a sign is no part of them
   */
  record Result(Rational value, List<BigInteger> numbers) {}

  /**
   * @throws IllegalArgumentException saying why the text is no such expression
   * @throws ArithmeticException where it divides by 0
   */
  static Result evaluate(String expression) {
    if (expression.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "it is longer than the " + MAX_LENGTH + " characters of an expression");
    }
    Arithmetic reader = new Arithmetic(plain(expression));
    Rational value = reader.sum();
    if (reader.at < reader.text.length()) {
      throw reader.unexpected();
    }
    return new Result(value, List.copyOf(reader.numbers));
  }

  /** Whether a text has nothing in it that an expression has not. */
  static boolean looksLikeOne(String text) {
    String plain = plain(text);
    return plain.matches("[-+*/()0-9]+") && plain.matches(".*[0-9].*[-+*/].*[0-9].*");
  }

  private static String plain(String expression) {
    return fractions(expression)
        .replaceAll("\\\\times(?![a-z])|\\\\cdot(?![a-z])|[×·∗⋅]", "*")
        .replaceAll("\\\\div(?![a-z])|[÷:∕]", "/")
        .replaceAll("[−–]", "-")
        .replaceAll("\\\\left|\\\\right|\\\\[,;! ]|[\\s$]", "")
        .replaceAll("[\\[{]", "(")
        .replaceAll("[\\]}]", ")");
  }

  /** Fractions of LaTeX, the innermost first. */
  private static String fractions(String expression) {
    String text = expression;
    for (int round = 0; round < MAX_DEPTH && text.contains("frac"); round++) {
      text = FRACTION.matcher(text).replaceAll("(($1)/($2))");
    }
    return text;
  }

  private Rational sum() {
    Rational value = product();
    while (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
      boolean plus = text.charAt(at++) == '+';
      Rational right = product();
      value = plus ? value.plus(right) : value.minus(right);
    }
    return value;
  }

  private Rational product() {
    Rational value = factor();
    while (at < text.length() && (text.charAt(at) == '*' || text.charAt(at) == '/')) {
      boolean times = text.charAt(at++) == '*';
      Rational right = factor();
      value = times ? value.times(right) : value.by(right);
    }
    return value;
  }

  private Rational factor() {
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
      return enter(this::factor).negate();
    }
    if (at < text.length() && text.charAt(at) == '(') {
      at++;
      Rational inner = enter(this::sum);
      if (at >= text.length() || text.charAt(at) != ')') {
        throw unexpected();
      }
      at++;
      return inner;
    }
    return number();
  }

  private Rational enter(Supplier<Rational> part) {
    if (++depth > MAX_DEPTH) {
      throw new IllegalArgumentException("it is nested deeper than " + MAX_DEPTH);
    }
    Rational value = part.get();
    depth--;
    return value;
  }

  private Rational number() {
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (from == at) {
      throw unexpected();
    }
    if (at - from > MAX_DIGITS || numbers.size() == MAX_NUMBERS) {
      throw new IllegalArgumentException("it has too many digits or numbers");
    }
    BigInteger number = new BigInteger(text.substring(from, at));
    numbers.add(number);
    return Rational.of(number);
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException(
        at < text.length()
            ? "`" + text.charAt(at) + "` is not expected in an expression"
            : "the expression ends too early");
  }
}
