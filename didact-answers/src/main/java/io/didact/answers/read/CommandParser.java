package io.didact.answers.read;

import io.didact.answers.compute.Function;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.compute.Variables;
import io.didact.answers.read.Token.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads functions and LaTeX commands with their arguments. */
final class CommandParser {
  /** Several digits, of which a command without braces takes the first. */
  private static final Pattern DIGITS = Pattern.compile("\\d\\d+(\\.\\d+)?");

  /** Commands that draw an arrow over their argument. */
  private static final Set<String> ARROWS = Set.of("vec", "overrightarrow");

  /** Commands that look alike: the usual one of them. */
  private static final Map<String, String> MARKS =
      Map.of("bar", "overline", "widehat", "hat", "overrightarrow", "vec");

  private final Cursor cursor;
  private final ExpressionParser expressions;
  private final PrimaryParser primaries;
  private final BracketParser brackets;

  CommandParser(
      Cursor cursor,
      ExpressionParser expressions,
      PrimaryParser primaries,
      BracketParser brackets) {
    this.cursor = cursor;
    this.expressions = expressions;
    this.primaries = primaries;
    this.brackets = brackets;
  }

  Node function(Function function) {
    boolean inverse = false;
    Node exponent = null;
    Node base = isBase(function) ? primaries.primary() : null;
    while (cursor.peek().is("^") || cursor.peek().is("_")) {
      if (cursor.next().text().equals("_")) {
        base = argument();
        continue;
      }
      exponent = argument();
      inverse = exponent.equals(Node.Num.of(-1)) && function != Function.LN;
    }
    Function actual = inverse ? function.inverse() : function;
    Node call = call(actual, base);
    return exponent == null || inverse ? call : new Node.Power(call, exponent);
  }

  /** The base in log2(8), as programs write it. */
  private boolean isBase(Function function) {
    Token base = cursor.peek();
    return function == Function.LOG
        && base.kind() == Kind.NUMBER
        && !base.spaced()
        && cursor.peek(1).is("(")
        && !cursor.peek(1).spaced();
  }

  private Node call(Function function, @Nullable Node base) {
    if (base != null) {
      if (function != Function.LOG) {
        throw new UnreadableException("a subscript of " + function);
      }
      return new Node.Call(Function.LOG_TO_BASE, List.of(base, functionArgument()));
    }
    Node argument = functionArgument();
    List<Node> arguments = argument instanceof Node.Tuple tuple ? tuple.items() : List.of(argument);
    if (!function.takes(arguments.size())) {
      throw new UnreadableException(function + " of " + arguments.size() + " arguments");
    }
    return new Node.Call(function, arguments);
  }

  /** The bracket behind a function, or the product as in \sin 2x. */
  private Node functionArgument() {
    Token token = cursor.peek();
    if (token.is("(") || token.is("[") || token.is("{") || token.is("|(")) {
      return primaries.bracketed();
    }
    cursor.enter();
    boolean minus = cursor.skip("-");
    Node argument = expressions.postfix();
    while (continues(cursor.peek())) {
      cursor.chain();
      argument = new Node.Product(List.of(argument, expressions.postfix()));
    }
    cursor.leave();
    return minus ? new Node.Negative(argument) : argument;
  }

  private static boolean continues(Token token) {
    return (token.kind() == Kind.NAME && !token.upright())
        || token.isCommand("frac")
        || token.isCommand("sqrt")
        || (token.kind() == Kind.WORD && PrimaryParser.isVariables(token));
  }

  /** An argument of a command: a group or one digit or piece. */
  private Node argument() {
    Token token = cursor.peek();
    if (token.kind() == Kind.NUMBER && DIGITS.matcher(token.text()).matches()) {
      cursor.next();
      String rest = token.text().substring(1);
      Numeral numeral = Numeral.read(rest, 0, CommaReading.ITEMS, true);
      cursor.unread(
          new Token(Kind.NUMBER, rest, numeral.value(), numeral.decimals(), false, false));
      return Node.Num.of(token.text().charAt(0) - '0');
    }
    if (token.is("-")) {
      cursor.next();
      return minus();
    }
    return primaries.primary();
  }

  private Node minus() {
    Node node = primaries.primary();
    return node instanceof Node.Num num
        ? new Node.Num(num.value().negate(), num.decimals())
        : new Node.Negative(node);
  }

  Node command(String name) {
    cursor.enter();
    Node node =
        switch (name) {
          case "frac" -> quotient(argument(), argument());
          case "binom" -> new Node.Call(Function.BINOMIAL, List.of(argument(), argument()));
          case "sqrt" -> root();
          case "lg" ->
              new Node.Call(Function.LOG_TO_BASE, List.of(Node.Num.of(10), functionArgument()));
          case "sum", "prod" -> series(name);
          case "int", "lim", "pmod", "mathbb" ->
              throw new UnreadableException("\\" + name + " is not evaluated");
          default -> decorated(name);
        };
    cursor.leave();
    return node;
  }

  private Node decorated(String name) {
    Node inner = primaries.primary();
    if (name.equals("overline") && inner instanceof Node.Product && Variables.isPlainName(inner)) {
      return inner; // the segment AB
    }
    if (name.equals("hat") && inner instanceof Node.Name axis && "ijk".contains(axis.name())) {
      return inner; // a unit vector
    }
    if (ARROWS.contains(name) && !(inner instanceof Node.Product)) {
      return inner; // an arrow says what a letter is, as bold does
    }
    String subscript = cursor.skip("_") ? "_" + primaries.subscript() : "";
    String mark = MARKS.getOrDefault(name, name);
    String letters = Variables.letters(inner);
    if (letters.length() > 1) {
      return new Node.Name(mark + "_" + letters + subscript); // ab as digits is not ba
    }
    return new Node.Opaque(mark + subscript, List.of(inner));
  }

  /** A quotient, or the derivative dy/dx, of which d is no factor. */
  static Node quotient(Node dividend, Node divisor) {
    boolean derivative =
        divisor instanceof Node.Product product
            && product.factors().size() > 1
            && isDifferential(product.factors().get(0))
            && isDifferential(
                dividend instanceof Node.Product above ? above.factors().get(0) : dividend);
    return derivative
        ? new Node.Opaque("derivative", List.of(dividend, divisor))
        : new Node.Quotient(dividend, divisor);
  }

  private static boolean isDifferential(Node node) {
    Node sign = node instanceof Node.Power power ? power.base() : node;
    return sign.equals(new Node.Name("d")) || sign.equals(new Node.Name("partial"));
  }

  private Node root() {
    Node index = cursor.skip("[") ? brackets.index() : Node.Num.of(2);
    return new Node.Root(index, primaries.primary());
  }

  /** A sum or product over a variable. */
  private Node series(String name) {
    Node lower = Node.Num.of(0);
    Node upper = Node.Num.of(0);
    while (cursor.peek().is("_") || cursor.peek().is("^")) {
      boolean below = cursor.next().is("_");
      Node bound = cursor.peek().is("{") ? primaries.bracketed() : primaries.primary();
      lower = below ? bound : lower;
      upper = below ? upper : bound;
    }
    return new Node.Opaque(name, List.of(lower, upper, expressions.product()));
  }
}
