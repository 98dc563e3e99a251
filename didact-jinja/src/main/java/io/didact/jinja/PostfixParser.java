package io.didact.jinja;

import io.didact.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows an operand: attributes, subscripts, calls, filters and tests. */
final class PostfixParser {
  private final TokenStream tokens;
  private final UnknownNames unknown;
  private final PrimaryParser primaries;
  private final ExpressionParser expressions;

  PostfixParser(
      TokenStream tokens,
      UnknownNames unknown,
      PrimaryParser primaries,
      ExpressionParser expressions) {
    this.tokens = tokens;
    this.unknown = unknown;
    this.primaries = primaries;
    this.expressions = expressions;
  }

  /** What follows with dots, brackets and calls. */
  Expression postfix(Expression start) {
    Expression value = start;
    for (int chain = 0; ; chain++) {
      tokens.boundChain(chain);
      if (tokens.isOperator(".")) {
        value = dotted(value);
      } else if (tokens.isOperator("[")) {
        value = subscript(value);
      } else if (tokens.isOperator("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  private Expression dotted(Expression object) {
    tokens.expectOperator(".");
    if (tokens.is(Kind.INTEGER)) {
      return new Expression.Item(
          object, new Expression.Literal(PrimaryParser.integer(tokens.next())));
    }
    return new Expression.Attribute(object, tokens.expect(Kind.NAME, "a name or a number").text());
  }

  private Expression subscript(Expression object) {
    tokens.expectOperator("[");
    Expression nothing = new Expression.Literal(Value.None.NONE);
    Expression start = tokens.isOperator(":") ? nothing : expressions.upTo("]");
    if (!tokens.skipOperator(":")) {
      tokens.expectOperator("]");
      return new Expression.Item(object, start);
    }
    Expression stop =
        tokens.isOperator(":") || tokens.isOperator("]") ? nothing : expressions.expression();
    Expression step = nothing;
    if (tokens.skipOperator(":")) {
      step = tokens.isOperator("]") ? nothing : expressions.expression();
    }
    tokens.expectOperator("]");
    return new Expression.Slice(object, start, stop, step);
  }

  private Expression call(Expression function) {
    int line = tokens.line();
    return new Expression.Call(function, given(), line);
  }

  private Expression.Given given() {
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression all = null;
    Expression allNamed = null;
    while (!tokens.isOperator(")")) {
      int line = tokens.line();
      boolean fine;
      if (tokens.skipOperator("*")) {
        fine = all == null && allNamed == null;
        all = expressions.expression();
      } else if (tokens.skipOperator("**")) {
        fine = allNamed == null;
        allNamed = expressions.expression();
      } else if (tokens.is(Kind.NAME) && tokens.following().isOperator("=")) {
        String name = tokens.next().text();
        tokens.next();
        fine = allNamed == null && named.put(name, expressions.expression()) == null;
      } else {
        fine = all == null && allNamed == null && named.isEmpty();
        positional.add(expressions.expression());
      }
      if (!fine) {
        throw TemplateException.syntax(
            line, "the arguments of a call are in a wrong order, or one is given twice");
      }
      if (!tokens.skipOperator(",")) {
        break;
      }
    }
    tokens.expectOperator(")");
    return new Expression.Given(positional, named, all, allNamed);
  }

  private Expression.Given givenIfAny() {
    return tokens.isOperator("(") ? given() : Expression.Given.NOTHING;
  }

  /** What follows with {@code |} and {@code is}. */
  Expression filtersAndTests(Expression start) {
    Expression value = start;
    for (int chain = 0; ; chain++) {
      tokens.boundChain(chain);
      if (tokens.skipOperator("|")) {
        value = filter(value);
      } else if (tokens.skipName("is")) {
        value = test(value);
      } else if (tokens.isOperator("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  /** A filter after its {@code |}. */
  Expression filter(Expression object) {
    Token name = tokens.expect(Kind.NAME, "the name of a filter");
    unknown.check(name, Filters.TABLE);
    return new Expression.Filter(object, name.text(), givenIfAny());
  }

  /** Filters one after the other; null where there is none. */
  @Nullable Expression filters(Expression object) {
    Expression value = null;
    for (int chain = 0; tokens.skipOperator("|"); chain++) {
      tokens.boundChain(chain);
      value = filter(value == null ? object : value);
    }
    return value;
  }

  private Expression test(Expression object) {
    boolean negated = tokens.skipName("not");
    Token name = tokens.expect(Kind.NAME, "the name of a test");
    unknown.check(name, Tests.TABLE);
    Expression.Given given = Expression.Given.NOTHING;
    if (tokens.isOperator("(")) {
      given = given();
    } else if (beginsArgument()) {
      if (tokens.isName("is")) {
        throw TemplateException.syntax(tokens.line(), "tests cannot be chained with `is`");
      }
      given = new Expression.Given(List.of(postfix(primaries.primary())), Map.of(), null, null);
    }
    Expression test = new Expression.Test(object, name.text(), given);
    return negated ? new Expression.Not(test) : test;
  }

  private boolean beginsArgument() {
    return switch (tokens.current().kind()) {
      case NAME -> !tokens.isName("else") && !tokens.isName("or") && !tokens.isName("and");
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> tokens.isOperator("[") || tokens.isOperator("{");
      case DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END -> false;
    };
  }
}
