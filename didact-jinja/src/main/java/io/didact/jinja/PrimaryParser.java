package io.didact.jinja;

import io.didact.jinja.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an expression begins with: names, literals, lists, dictionaries, and parentheses. */
final class PrimaryParser {
  private final TokenStream tokens;
  private final FreeNames names;
  private final ExpressionParser expressions;

  PrimaryParser(TokenStream tokens, FreeNames names, ExpressionParser expressions) {
    this.tokens = tokens;
    this.names = names;
    this.expressions = expressions;
  }

  Expression primary() {
    return switch (tokens.current().kind()) {
      case NAME -> name(tokens.next().text());
      case STRING -> text();
      case INTEGER -> new Expression.Literal(integer(tokens.next()));
      case FLOAT -> real(tokens.next());
      case OPERATOR -> bracketed();
      case DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END ->
          throw tokens.unexpected("an expression");
    };
  }

  private Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Literal(Value.Bool.TRUE);
      case "false", "False" -> new Expression.Literal(Value.Bool.FALSE);
      case "none", "None" -> new Expression.Literal(Value.None.NONE);
      default -> {
        names.read(name);
        yield new Expression.Name(name);
      }
    };
  }

  /** Literals that follow one another are one text. */
  private Expression text() {
    StringBuilder text = new StringBuilder();
    while (tokens.is(Kind.STRING)) {
      text.append(tokens.next().text());
    }
    return new Expression.Literal(new Value.Str(text.toString()));
  }

  private static Expression real(Token token) {
    return new Expression.Literal(
        new Value.Real(Double.parseDouble(token.text().replace("_", ""))));
  }

  private Expression bracketed() {
    if (tokens.isOperator("[")) {
      return list();
    }
    if (tokens.isOperator("{")) {
      return mapping();
    }
    if (!tokens.skipOperator("(")) {
      throw tokens.unexpected("an expression");
    }
    Expression inner = expressions.upTo(")");
    tokens.expectOperator(")");
    return inner;
  }

  /** The number that an {@link Kind#INTEGER} writes. */
  static Value integer(Token token) {
    String digits = token.text().replace("_", "").toLowerCase(Locale.ROOT);
    if (digits.length() > 1000) {
      throw TemplateException.syntax(token.line(), "a number has more than 1000 digits");
    }
    int base =
        digits.startsWith("0x")
            ? 16
            : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
    return new Value.Int(new BigInteger(base == 10 ? digits : digits.substring(2), base));
  }

  private Expression list() {
    tokens.expectOperator("[");
    List<Expression> items = new ArrayList<>();
    tokens.items("]", () -> items.add(expressions.expression()));
    return new Expression.Sequence(items, false);
  }

  private Expression mapping() {
    tokens.expectOperator("{");
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    tokens.items(
        "}",
        () -> {
          keys.add(expressions.expression());
          tokens.expectOperator(":");
          values.add(expressions.expression());
        });
    return new Expression.Mapping(keys, values);
  }
}
