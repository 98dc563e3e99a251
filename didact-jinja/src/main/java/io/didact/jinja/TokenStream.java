package io.didact.jinja;

import java.util.List;

/** Tokens, read one after the other. */
final class TokenStream {
  private static final int MAX_DEPTH = 60;

  /** Longest chain of operators of one strength. */
  private static final int MAX_CHAIN = 200;

  private final List<Token> tokens;
  private int at;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  /** The one after the current; the end again at the end. */
  Token following() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  Token next() {
    Token token = current();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean is(Token.Kind kind) {
    return current().kind() == kind;
  }

  boolean isName(String name) {
    return current().isName(name);
  }

  boolean isOperator(String operator) {
    return current().isOperator(operator);
  }

  /** Whether the name stood there; it is then read. */
  boolean skipName(String name) {
    boolean found = isName(name);
    if (found) {
      next();
    }
    return found;
  }

  /** Whether the operator stood there; it is then read. */
  boolean skipOperator(String operator) {
    boolean found = isOperator(operator);
    if (found) {
      next();
    }
    return found;
  }

  /** Reads a token of this kind. */
  Token expect(Token.Kind kind, String what) {
    if (!is(kind)) {
      throw unexpected(what);
    }
    return next();
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("`" + operator + "`");
    }
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw unexpected("`" + name + "`");
    }
  }

  /** Reads items with commas between, and the bracket that closes them. */
  void items(String close, Runnable item) {
    while (!isOperator(close)) {
      item.run();
      if (!skipOperator(",")) {
        break;
      }
    }
    expectOperator(close);
  }

  TemplateException unexpected(String wanted) {
    return TemplateException.syntax(line(), "wanted " + wanted + ", found " + current().shown());
  }

  /** One level deeper into nested constructs. */
  void enter() {
    if (++depth > MAX_DEPTH) {
      throw TemplateException.syntax(line(), "nested deeper than " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  /** Fails where so many operators already stand in one chain. */
  void boundChain(int operators) {
    if (operators > MAX_CHAIN) {
      throw TemplateException.syntax(line(), "more than " + MAX_CHAIN + " operators in one chain");
    }
  }
}
