package io.didact.answers.read;

import io.didact.answers.compute.Rational;
import io.didact.answers.read.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** The tokens that were read, and what stands between the last and the next. Not thread-safe. */
final class Tokens {
  private final List<Token> tokens = new ArrayList<>();
  private final boolean upright;
  private boolean spaced;
  private boolean broken;
  private int openBrackets;

  /**
   * None yet.
   *
   * @param upright whether they stand in {@code \text{…}} or the like
   */
  Tokens(boolean upright) {
    this.upright = upright;
  }

  List<Token> all() {
    return tokens;
  }

  boolean isEmpty() {
    return tokens.isEmpty();
  }

  boolean areUpright() {
    return upright;
  }

  /** Whether space stands before the next token. */
  boolean isSpaced() {
    return spaced;
  }

  /** Whether a line ends before the next token. */
  boolean isBroken() {
    return broken;
  }

  boolean isBehind(String symbol) {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).is(symbol);
  }

  boolean isBehind(Kind kind) {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == kind;
  }

  boolean areInBrackets() {
    return openBrackets > 0;
  }

  boolean isBehindName() {
    int last = tokens.size() - 1;
    while (last > 0 && tokens.get(last).is("}")) {
      last--;
    }
    return last >= 0 && tokens.get(last).kind() == Kind.NAME;
  }

  void space() {
    spaced = true;
  }

  void lineEnd() {
    spaced = true;
    broken = true;
  }

  void add(Kind kind, String name) {
    add(Token.of(kind, name, spaced, upright));
  }

  /** A name that is upright for what it means, wherever it stands. */
  void addUpright(String name) {
    add(Token.of(Kind.NAME, name, spaced, true));
  }

  void symbol(String symbol) {
    switch (symbol) {
      case "(", "[", "\\{", "⟨" -> openBrackets++;
      case ")", "]", "\\}", "⟩" -> openBrackets = Math.max(0, openBrackets - 1);
      default -> {}
    }
    add(Kind.SYMBOL, symbol);
  }

  /** A root, of which the radicand follows. */
  void root(int index) {
    add(Kind.COMMAND, "sqrt");
    if (index > 2) {
      symbol("[");
      number(Integer.toString(index), Rational.of(index), -1);
      symbol("]");
    }
  }

  void number(String written, Rational value, int decimals) {
    add(new Token(Kind.NUMBER, written, value, decimals, spaced, upright));
  }

  /** Tokens that were read by themselves, and whether space stands behind them. */
  void addAll(List<Token> others, boolean space) {
    tokens.addAll(others);
    spaced = space;
  }

  private void add(Token token) {
    tokens.add(token);
    spaced = false;
    broken = false;
  }
}
