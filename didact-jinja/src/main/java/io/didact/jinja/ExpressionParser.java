package io.didact.jinja;

import io.didact.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Operators, from the weakest ({@code if}) to the strongest ({@code -}). {@link PrimaryParser} and
 * {@link PostfixParser} read what they stand between.
 */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;
  private final UnknownNames unknown;
  private final PrimaryParser primaries;
  private final PostfixParser postfixes;

  ExpressionParser(TokenStream tokens, FreeNames names, UnknownNames unknown) {
    this.tokens = tokens;
    this.unknown = unknown;
    this.primaries = new PrimaryParser(tokens, names, this);
    this.postfixes = new PostfixParser(tokens, unknown, primaries, this);
  }

  /** One expression, or several with commas: a tuple. */
  Expression tuple() {
    return tuple(true, "");
  }

  /** The same without {@code a if b else c}. */
  Expression tupleWithoutIf() {
    return tuple(false, "");
  }

  /** The same before a bracket that closes it; then also nothing at all. */
  Expression upTo(String close) {
    return tuple(true, close);
  }

  private Expression tuple(boolean conditional, String close) {
    List<Expression> items = new ArrayList<>();
    boolean several = false;
    while (!atEnd(close)) {
      items.add(conditional ? expression() : or());
      if (!tokens.skipOperator(",")) {
        break;
      }
      several = true;
    }
    if (items.isEmpty() && close.isEmpty()) {
      throw tokens.unexpected("an expression");
    }
    return several || items.isEmpty()
        ? new Expression.Sequence(List.copyOf(items), true)
        : items.get(0);
  }

  private boolean atEnd(String close) {
    return tokens.is(Kind.VARIABLE_END)
        || tokens.is(Kind.BLOCK_END)
        || tokens.is(Kind.END)
        || (!close.isEmpty() && tokens.isOperator(close));
  }

  Expression expression() {
    tokens.enter();
    int reported = unknown.count();
    Expression value = or();
    int chain = 0;
    while (tokens.skipName("if")) {
      unknown.excuseFrom(reported);
      tokens.boundChain(chain++);
      boolean before = unknown.lenient(true);
      Expression condition = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Expression.Conditional(condition, value, otherwise);
      unknown.lenient(before);
    }
    tokens.leave();
    return value;
  }

  private Expression or() {
    return chain(
        this::and,
        () -> tokens.isName("or"),
        (operator, left, right) -> new Expression.Choice(left, right, false));
  }

  private Expression and() {
    return chain(
        this::not,
        () -> tokens.isName("and"),
        (operator, left, right) -> new Expression.Choice(left, right, true));
  }

  /** What two operands with an operator between them are. */
  private interface OfTwo {
    Expression of(String operator, Expression left, Expression right);
  }

  /** Operators of one strength, from left to right. */
  private Expression chain(Supplier<Expression> operand, BooleanSupplier goesOn, OfTwo made) {
    Expression left = operand.get();
    for (int chain = 0; goesOn.getAsBoolean(); chain++) {
      tokens.boundChain(chain);
      String operator = tokens.next().text();
      left = made.of(operator, left, operand.get());
    }
    return left;
  }

  private Expression arithmetic(Supplier<Expression> operand, String... operators) {
    return chain(
        operand,
        () -> Stream.of(operators).anyMatch(tokens::isOperator),
        Expression.Arithmetic::new);
  }

  private Expression not() {
    if (!tokens.skipName("not")) {
      return comparison();
    }
    tokens.enter();
    Expression operand = not();
    tokens.leave();
    return new Expression.Not(operand);
  }

  private Expression comparison() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (true) {
      if (tokens.is(Kind.OPERATOR) && COMPARISONS.contains(tokens.current().text())) {
        operators.add(tokens.next().text());
      } else if (tokens.skipName("in")) {
        operators.add("in");
      } else if (tokens.isName("not") && tokens.following().isName("in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others);
      }
      others.add(sum());
    }
  }

  private Expression sum() {
    return arithmetic(this::concatenation, "+", "-");
  }

  private Expression concatenation() {
    Expression first = product();
    if (!tokens.isOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expression.Concatenation(parts);
  }

  private Expression product() {
    return arithmetic(() -> arithmetic(() -> unary(true), "**"), "*", "/", "//", "%");
  }

  private Expression unary(boolean filters) {
    Expression value;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      boolean negative = tokens.next().text().equals("-");
      tokens.enter();
      value = new Expression.Sign(unary(false), negative);
      tokens.leave();
    } else {
      value = primaries.primary();
    }
    value = postfixes.postfix(value);
    return filters ? postfixes.filtersAndTests(value) : value;
  }

  /** Reads filters that stand without an operand before them. */
  PostfixParser postfixes() {
    return postfixes;
  }
}
