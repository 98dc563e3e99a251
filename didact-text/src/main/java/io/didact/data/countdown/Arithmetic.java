package io.didact.data.countdown;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an expression of whole numbers, + − × ÷ and parentheses, and reckons it exactly. Hostile
 * text is refused before it costs anything: at most {@value #MAX_LENGTH} characters, {@value
 * #MAX_NUMBERS} numbers of {@value #MAX_DIGITS} digits, {@value #MAX_DEPTH} parentheses deep.
 *
 * <p>Besides {@code * /} and ASCII signs it knows what models write: {@code × · x ÷ − : \times
 * \cdot \div \left( \right) \frac{a}{b}}, brackets of all kinds, and factors that only stand side
 * by side, {@code 2(3+4)}. Space, also of LaTeX or without width, ends a number: digits are never
 * joined. There are no powers, decimals and separators of thousands.
 */
final class Arithmetic {
  static final int MAX_LENGTH = 500;
  static final int MAX_NUMBERS = 30;
  static final int MAX_DIGITS = 12;
  static final int MAX_DEPTH = 30;

  private static final String END_OF_NAME = "(?![a-zA-Z])";

  /** In the order of {@link #KINDS}; the last is space. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "([0-9]+)"
              + "|(\\+)"
              + "|([-−–—‐‑])"
              + "|([*×·∗⋅•xX]|\\\\(?:times|cdot|ast)"
              + END_OF_NAME
              + ")|([/÷:∕⁄]|\\\\div"
              + END_OF_NAME
              + ")|([(\\[{]|\\\\\\{)"
              + "|([)\\]}]|\\\\\\})"
              + "|(\\\\[dtc]?frac"
              + END_OF_NAME
              + ")|([\\s\\p{Z}\\p{Cf}$`~]|\\\\[,;:! ()\\[\\]]"
              + "|\\\\(?:left|right|[bB]igg?[lr]?|q?quad)"
              + END_OF_NAME
              + ")");

  /** What the groups of {@link #TOKEN} are: 0 stands for a number. */
  private static final String KINDS = "0+-*/()f ";

  /**
   * A piece of the text.
   *
   * @param kind of {@link #KINDS}
   */
  private record Token(char kind, String text) {}

  private static final Token END = new Token('.', "");

  private final List<Token> tokens;
  private final List<BigInteger> numbers = new ArrayList<>();
  private int at;
  private int depth;

  private Arithmetic(List<Token> tokens) {
    this.tokens = tokens;
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
    Arithmetic reader = new Arithmetic(tokens(expression));
    Rational value = reader.sum();
    if (reader.peek() != END.kind()) {
      throw reader.unexpected();
    }
    return new Result(value, List.copyOf(reader.numbers));
  }

  /** Whether a text has nothing in it that an expression has not. */
  static boolean looksLikeOne(String text) {
    try {
      List<Token> tokens = tokens(text);
      long numbers = tokens.stream().filter(token -> token.kind() == '0').count();
      return numbers > 1 && tokens.stream().anyMatch(token -> "+-*/f".indexOf(token.kind()) >= 0);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    int place = 0;
    while (place < text.length()) {
      if (!matcher.region(place, text.length()).lookingAt()) {
        throw unexpected(Character.toString(text.codePointAt(place)));
      }
      int group = 1;
      while (matcher.group(group) == null) {
        group++;
      }
      if (group < KINDS.length()) {
        tokens.add(new Token(KINDS.charAt(group - 1), matcher.group()));
      }
      place = matcher.end();
    }
    return tokens;
  }

  private Token next() {
    return at < tokens.size() ? tokens.get(at) : END;
  }

  private char peek() {
    return next().kind();
  }

  private boolean skip(char kind) {
    boolean there = peek() == kind;
    at += there ? 1 : 0;
    return there;
  }

  private Rational sum() {
    Rational value = product();
    while (peek() == '+' || peek() == '-') {
      boolean plus = skip('+');
      at += plus ? 0 : 1;
      Rational right = product();
      value = plus ? value.plus(right) : value.minus(right);
    }
    return value;
  }

  private Rational product() {
    Rational value = factor();
    boolean divided = false;
    while (true) {
      if (skip('*')) {
        value = value.times(factor());
        divided = false;
      } else if (skip('/')) {
        value = value.by(factor());
        divided = true;
      } else if (isFactorBeside()) {
        if (divided) {
          throw new IllegalArgumentException(
              "a divisor and a factor stand side by side, which can be read in two ways");
        }
        value = value.times(factor());
      } else {
        return value;
      }
    }
  }

  /** Whether a factor follows without a sign: 2(3), (2)(3), (2)3, but never two numbers. */
  private boolean isFactorBeside() {
    char before = tokens.get(at - 1).kind();
    if (peek() == '0' && before == '0') {
      throw new IllegalArgumentException("two numbers stand side by side");
    }
    return peek() == '(' || before == ')' && (peek() == '0' || peek() == 'f');
  }

  private Rational factor() {
    if (skip('-')) {
      return enter(this::factor).negate();
    }
    if (skip('f')) {
      Rational above = group();
      return above.by(group());
    }
    return peek() == '(' ? group() : number();
  }

  private Rational group() {
    if (!skip('(')) {
      throw unexpected();
    }
    Rational inner = enter(this::sum);
    if (!skip(')')) {
      throw unexpected();
    }
    return inner;
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
    if (peek() != '0') {
      throw unexpected();
    }
    String digits = next().text();
    at++;
    if (digits.length() > MAX_DIGITS || numbers.size() == MAX_NUMBERS) {
      throw new IllegalArgumentException("it has too many digits or numbers");
    }
    if (digits.length() > 1 && digits.startsWith("0")) {
      throw new IllegalArgumentException("the number " + digits + " begins with 0");
    }
    BigInteger number = new BigInteger(digits);
    numbers.add(number);
    return Rational.of(number);
  }

  private IllegalArgumentException unexpected() {
    return unexpected(next().text());
  }

  private static IllegalArgumentException unexpected(String text) {
    return new IllegalArgumentException(
        text.isEmpty()
            ? "the expression ends too early"
            : "`" + text + "` is not expected in an expression");
  }
}
