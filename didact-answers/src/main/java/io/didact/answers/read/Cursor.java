package io.didact.answers.read;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.read.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Where a parser stands in its tokens, and in what brackets. Not thread-safe. */
final class Cursor {
  private static final Token NOTHING = Token.of(Kind.NOTHING, "", false, false);

  private final List<Token> tokens;
  private int place;
  private int depth;
  private int chain;

  /** Bars | that are open in the innermost bracket. */
  int openBars;

  /** Whether the innermost bracket is a set's, where | and : mean "such that". */
  boolean inSet;

  /** Whether [ closes the innermost bracket, as in ]0, 1[. */
  boolean reversed;

  Cursor(List<Token> tokens) {
    this.tokens = new ArrayList<>(tokens);
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int ahead) {
    int at = place + ahead;
    return at >= 0 && at < tokens.size() ? tokens.get(at) : NOTHING;
  }

  Token next() {
    Token token = peek();
    place++;
    return token;
  }

  boolean skip(String symbol) {
    if (peek().is(symbol)) {
      place++;
      return true;
    }
    return false;
  }

  void expect(String symbol) {
    if (!skip(symbol)) {
      throw new UnreadableException("expected " + symbol + " before \"" + peek().text() + "\"");
    }
  }

  boolean atEnd() {
    return place >= tokens.size();
  }

  int place() {
    return place;
  }

  void back(int earlier) {
    place = earlier;
  }

  /** Puts another token in the place of the one just read. */
  void unread(Token rest) {
    place--;
    tokens.set(place, rest);
  }

  /**
   * Goes one level deeper.
   *
   * @throws OverBudgetException when that is too deep
   */
  void enter() {
    if (++depth > Budget.DEPTH) {
      throw new OverBudgetException("it is nested more than " + Budget.DEPTH + " levels deep");
    }
  }

  /**
   * Notes that what was read becomes a part of what is read next.
   *
   * @throws OverBudgetException when that happened too often
   */
  void chain() {
    if (++chain > Budget.CHAIN) {
      throw new OverBudgetException("more than " + Budget.CHAIN + " operators follow one another");
    }
  }

  void leave() {
    depth--;
  }
}
