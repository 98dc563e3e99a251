package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Rational;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.read.Token.Kind;

/** Reads what is neither letter nor digit: operators, brackets, and signs of Unicode. */
final class SignLexer {
  private static final String FRACTIONS =
      "½1/2 ⅓1/3 ⅔2/3 ¼1/4 ¾3/4 ⅕1/5 ⅖2/5 ⅗3/5 ⅘4/5 ⅙1/6 ⅚5/6 ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8 ⅐1/7 ⅑1/9";
  private static final String ROOTS = "√∛∜";

  private final Source source;
  private final Tokens tokens;

  SignLexer(Source source, Tokens tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  /**
   * Reads the sign that begins here.
   *
   * @throws UnreadableException when answers have no such sign
   */
  void read() {
    int sign = source.codePoint();
    if (isSpacedOut()) {
      tokens.symbol(Character.toString(source.peek(1)));
      source.skip(3);
    } else {
      source.skip(Character.charCount(sign));
      if (sign < 0x80) {
        ascii((char) sign);
      } else {
        unicode(sign);
      }
    }
  }

  /** {@code {:}} and {@code {=}}: braces that only take the space around a sign away. */
  private boolean isSpacedOut() {
    return source.peek() == '{' && ":=,".indexOf(source.peek(1)) >= 0 && source.peek(2) == '}';
  }

  private void unicode(int sign) {
    String known = Symbols.ofCharacter(sign);
    int fraction = FRACTIONS.indexOf(sign);
    if (fraction >= 0) {
      tokens.add(Kind.COMMAND, "frac");
      embed(FRACTIONS.charAt(fraction + 1));
      embed(FRACTIONS.charAt(fraction + 3));
    } else if (ROOTS.indexOf(sign) >= 0) {
      tokens.root(ROOTS.indexOf(sign) + 2);
    } else if (known.isBlank() && !known.isEmpty()) {
      tokens.space();
    } else if (!known.isEmpty()) {
      tokens.symbol(known);
    } else if (sign == '∞' || sign == '∠') {
      tokens.add(Kind.NAME, sign == '∠' ? "angle" : Constants.INFINITY);
    } else if ("€£¥¢".indexOf(sign) >= 0) {
      tokens.symbol(Character.toString(sign));
    } else {
      throw unknown(sign);
    }
  }

  private void embed(char digit) {
    tokens.number(Character.toString(digit), Rational.of(digit - '0'), -1);
  }

  private void ascii(char sign) {
    String operator = operator(sign, source.peek());
    if (sign == '+' && source.peek() == '/' && source.peek(1) == '-') {
      source.skip(2);
      tokens.symbol("±");
    } else if (!operator.isEmpty()) {
      source.skip(1);
      tokens.symbol(operator);
    } else if ("+-*/^_!':%,;&|()[]{}=<>$".indexOf(sign) >= 0) {
      tokens.symbol(Character.toString(sign));
    } else if (sign == '.') {
      point();
    } else if (sign != '`' && sign != '"') {
      throw unknown(sign);
    }
  }

  /** What two characters are together, or empty. */
  private static String operator(char first, char second) {
    return switch (first) {
      case '<' -> second == '=' ? "≤" : "";
      case '>' -> second == '=' ? "≥" : "";
      case '!' -> second == '=' ? "≠" : "";
      case '=' -> second == '=' ? "=" : second == '<' ? "≤" : second == '>' ? "→" : "";
      case '*' -> second == '*' ? "^" : "";
      case '+' -> second == '-' ? "±" : "";
      default -> "";
    };
  }

  /** Points in a row go on; one ends a sentence, which the parser refuses if more follows. */
  private void point() {
    if (source.peek() == '.') {
      source.take(c -> c == '.');
      tokens.symbol("…");
    } else if (!tokens.areUpright() && !source.atEnd() && !tokens.isEmpty()) {
      tokens.space();
      tokens.symbol(".");
    }
  }

  private static UnreadableException unknown(int sign) {
    return new UnreadableException("the character " + Character.toString(sign));
  }
}
