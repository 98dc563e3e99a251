package io.didact.text.template;

import io.didact.text.template.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Expressions, from the weakest operator ({@code if}) to the strongest ({@code .}). */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  /** Longest chain of operators of one strength. */
  private static final int MAX_CHAIN = 200;

  private final TokenStream tokens;

  /** For each macro that is being read, the names that it reads. */
  private final Deque<Set<String>> readNames = new ArrayDeque<>();

  /**
   * Whether a filter that does not exist fails only when it is reached, as in Jinja under an if.
   */
  private boolean lenient;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** Filters and tests that do not exist, where nothing has excused them yet. */
  private final List<TemplateException> unknown = new ArrayList<>();

  /** Fails where a filter or test does not exist that is certainly reached. */
  void requireAllKnown() {
    if (!unknown.isEmpty()) {
      throw unknown.get(0);
    }
  }

  boolean lenient(boolean now) {
    boolean before = lenient;
    lenient = now;
    return before;
  }

  void beginMacro() {
    readNames.push(new HashSet<>());
  }

  Set<String> endMacro() {
    return Set.copyOf(readNames.pop());
  }

  /** One expression, or several with commas: a tuple. */
  Expression tuple() {
    return tuple(true, "");
  }

  /** The same without {@code a if b else c}. */
  Expression tupleWithoutIf() {
    return tuple(false, "");
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
    boolean before = lenient;
    int excused = unknown.size();
    Expression value = or();
    int chain = 0;
    while (tokens.skipName("if")) {
      unknown.subList(excused, unknown.size()).clear();
      bound(chain++);
      lenient = true;
      Expression condition = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Expression.Conditional(condition, value, otherwise);
      lenient = before;
    }
    tokens.leave();
    return value;
  }

  private void bound(int chain) {
    if (chain > MAX_CHAIN) {
      throw TemplateException.syntax(
          tokens.line(), "more than " + MAX_CHAIN + " operators in one chain");
    }
  }

  private Expression or() {
    Expression left = and();
    for (int chain = 0; tokens.skipName("or"); chain++) {
      bound(chain);
      left = new Expression.Choice(left, and(), false);
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    for (int chain = 0; tokens.skipName("and"); chain++) {
      bound(chain);
      left = new Expression.Choice(left, not(), true);
    }
    return left;
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
    Expression left = concatenation();
    for (int chain = 0; tokens.isOperator("+") || tokens.isOperator("-"); chain++) {
      bound(chain);
      left = new Expression.Arithmetic(tokens.next().text(), left, concatenation());
    }
    return left;
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
    Expression left = power();
    for (int chain = 0;
        tokens.isOperator("*")
            || tokens.isOperator("/")
            || tokens.isOperator("//")
            || tokens.isOperator("%");
        chain++) {
      bound(chain);
      left = new Expression.Arithmetic(tokens.next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    for (int chain = 0; tokens.skipOperator("**"); chain++) {
      bound(chain);
      left = new Expression.Arithmetic("**", left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean filters) {
    Expression value;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      boolean negative = tokens.next().text().equals("-");
      tokens.enter();
      value = new Expression.Sign(unary(false), negative);
      tokens.leave();
    } else {
      value = primary();
    }
    value = postfix(value);
    return filters ? filtersAndTests(value) : value;
  }

  private Expression primary() {
    Token token = tokens.current();
    switch (token.kind()) {
      case NAME -> {
        tokens.next();
        return name(token.text());
      }
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (tokens.is(Kind.STRING)) {
          text.append(tokens.next().text());
        }
        return new Expression.Literal(new Value.Str(text.toString()));
      }
      case INTEGER -> {
        return new Expression.Literal(integer(tokens.next()));
      }
      case FLOAT -> {
        return new Expression.Literal(
            new Value.Real(Double.parseDouble(tokens.next().text().replace("_", ""))));
      }
      case OPERATOR -> {
        switch (token.text()) {
          case "(" -> {
            tokens.next();
            Expression inner = tuple(true, ")");
            tokens.expectOperator(")");
            return inner;
          }
          case "[" -> {
            return list();
          }
          case "{" -> {
            return mapping();
          }
          default -> throw tokens.unexpected("an expression");
        }
      }
      case DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END ->
          throw tokens.unexpected("an expression");
    }
    throw new IllegalStateException();
  }

  private Expression name(String name) {
    switch (name) {
      case "true", "True" -> {
        return new Expression.Literal(Value.Bool.TRUE);
      }
      case "false", "False" -> {
        return new Expression.Literal(Value.Bool.FALSE);
      }
      case "none", "None" -> {
        return new Expression.Literal(Value.None.NONE);
      }
      default -> {
        readNames.forEach(names -> names.add(name));
        return new Expression.Name(name);
      }
    }
  }

  private static Value integer(Token token) {
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
    while (!tokens.isOperator("]")) {
      items.add(expression());
      if (!tokens.skipOperator(",")) {
        break;
      }
    }
    tokens.expectOperator("]");
    return new Expression.Sequence(items, false);
  }

  private Expression mapping() {
    tokens.expectOperator("{");
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.isOperator("}")) {
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
      if (!tokens.skipOperator(",")) {
        break;
      }
    }
    tokens.expectOperator("}");
    return new Expression.Mapping(keys, values);
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    for (int chain = 0; ; chain++) {
      bound(chain);
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
      return new Expression.Item(object, new Expression.Literal(integer(tokens.next())));
    }
    return new Expression.Attribute(object, tokens.expect(Kind.NAME, "a name or a number").text());
  }

  private Expression subscript(Expression object) {
    tokens.expectOperator("[");
    Expression nothing = new Expression.Literal(Value.None.NONE);
    Expression start = tokens.isOperator(":") ? nothing : tuple(true, "]");
    if (!tokens.skipOperator(":")) {
      tokens.expectOperator("]");
      return new Expression.Item(object, start);
    }
    Expression stop = tokens.isOperator(":") || tokens.isOperator("]") ? nothing : expression();
    Expression step = nothing;
    if (tokens.skipOperator(":")) {
      step = tokens.isOperator("]") ? nothing : expression();
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
        all = expression();
      } else if (tokens.skipOperator("**")) {
        fine = allNamed == null;
        allNamed = expression();
      } else if (tokens.is(Kind.NAME) && tokens.following().isOperator("=")) {
        String name = tokens.next().text();
        tokens.next();
        fine = allNamed == null && named.put(name, expression()) == null;
      } else {
        fine = all == null && allNamed == null && named.isEmpty();
        positional.add(expression());
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

  private Expression filtersAndTests(Expression start) {
    Expression value = start;
    for (int chain = 0; ; chain++) {
      bound(chain);
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
    if (!lenient && !Filters.isKnown(name.text())) {
      unknown.add(TemplateException.syntax(name.line(), Filters.unknown(name.text())));
    }
    return new Expression.Filter(object, name.text(), givenIfAny());
  }

  /** Filters one after the other; null where there is none. */
  @Nullable Expression filters(Expression object) {
    Expression value = null;
    for (int chain = 0; tokens.skipOperator("|"); chain++) {
      bound(chain);
      value = filter(value == null ? object : value);
    }
    return value;
  }

  private Expression test(Expression object) {
    boolean negated = tokens.skipName("not");
    Token name = tokens.expect(Kind.NAME, "the name of a test");
    if (!lenient && !Tests.isKnown(name.text())) {
      unknown.add(TemplateException.syntax(name.line(), Tests.unknown(name.text())));
    }
    Expression.Given given = Expression.Given.NOTHING;
    if (tokens.isOperator("(")) {
      given = given();
    } else if (beginsArgument()) {
      if (tokens.isName("is")) {
        throw TemplateException.syntax(tokens.line(), "tests cannot be chained with `is`");
      }
      given = new Expression.Given(List.of(postfix(primary())), Map.of(), null, null);
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

  /**
   * What an assignment writes to: a name, names with commas or in parentheses.
   *
   * @param namespaces whether {@code name.attribute} is one too
   */
  Expression.Target target(boolean namespaces) {
    List<Expression.Target> targets = new ArrayList<>();
    boolean several = false;
    while (targets.isEmpty() || !endsTarget()) {
      targets.add(oneTarget(namespaces));
      if (!tokens.skipOperator(",")) {
        break;
      }
      several = true;
    }
    return several ? new Expression.Target.Several(targets) : targets.get(0);
  }

  private boolean endsTarget() {
    return tokens.is(Kind.BLOCK_END)
        || tokens.isOperator(")")
        || tokens.isOperator("=")
        || tokens.isName("in");
  }

  private Expression.Target oneTarget(boolean namespaces) {
    if (tokens.skipOperator("(")) {
      tokens.enter();
      Expression.Target inner = target(false);
      tokens.leave();
      tokens.expectOperator(")");
      return inner;
    }
    Token name = tokens.expect(Kind.NAME, "a name to assign to");
    requireFree(name);
    if (namespaces && tokens.skipOperator(".")) {
      readNames.forEach(names -> names.add(name.text()));
      return new Expression.Target.NamespaceAttribute(
          name.text(), tokens.expect(Kind.NAME, "the name of an attribute").text());
    }
    return new Expression.Target.Variable(name.text());
  }

  private static void requireFree(Token name) {
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name.text())) {
      throw TemplateException.syntax(name.line(), "`" + name.text() + "` cannot be assigned to");
    }
  }

  /** The name of a parameter. */
  String parameter() {
    Token name = tokens.expect(Kind.NAME, "the name of a parameter");
    requireFree(name);
    return name.text();
  }
}
