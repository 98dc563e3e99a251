package io.didact.eval.answer.math;

import io.didact.eval.answer.math.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what an expression is made of: numbers, names, brackets, functions, LaTeX commands. */
final class PrimaryParser {
  /** Letters that are functions when a bracket follows. */
  private static final Set<String> FUNCTION_LETTERS = Set.of("f", "g", "h", "F", "G", "H");

  /** Short words that are never products of variables. */
  private static final Set<String> WORDS =
      Set.of(
          "yes", "no", "odd", "all", "not", "if", "is", "of", "we", "an", "it", "in", "to", "be",
          "by", "so", "at", "on", "as", "the", "sum", "are", "for", "has", "was", "can", "any",
          "one", "two", "six", "ten", "its", "our", "who", "how");

  /** xyz, ABCD, 2aB, but not We. */
  private static final Pattern VARIABLES =
      Pattern.compile("[a-z]{2,3}|[A-Z]{2,5}|[a-z][A-Z]|[A-Z][a-z][A-Z]");

  private static final Map<String, Integer> BASES =
      Map.of(
          "two", 2, "three", 3, "four", 4, "five", 5, "six", 6, "seven", 7, "eight", 8, "nine", 9,
          "ten", 10);

  private final Cursor cursor;
  private final ExpressionParser expressions;
  private final Parser parser;

  PrimaryParser(Cursor cursor, ExpressionParser expressions, Parser parser) {
    this.cursor = cursor;
    this.expressions = expressions;
    this.parser = parser;
  }

  Node primary() {
    Token token = cursor.next();
    return switch (token.kind()) {
      case NUMBER -> new Node.Num(token.number(), token.decimals());
      case NAME -> name(token);
      case WORD -> word(token);
      case FUNCTION -> function(Function.named(token.text()));
      case COMMAND -> command(token.text());
      case SYMBOL -> symbol(token);
      case BEGIN -> new MatrixParser(cursor, parser).matrix(token.text());
      case END, NOTHING -> throw new UnreadableException("something is missing at the end");
    };
  }

  /** Whether a word is rather a product of variables, as xyz and ABCD are. */
  static boolean isVariables(Token token) {
    String word = token.text();
    return token.kind() == Kind.WORD
        && !token.upright()
        && !Parser.isConnector(token)
        && VARIABLES.matcher(word).matches()
        && !WORDS.contains(word.toLowerCase(Locale.ROOT));
  }

  private Node name(Token token) {
    String name = token.text() + marks();
    if (cursor.peek().is("_")) {
      cursor.next();
      name = name + "_" + subscript() + marks();
    }
    if (FUNCTION_LETTERS.contains(name.substring(0, 1)) && cursor.peek().is("(")) {
      return new Node.Opaque(name, List.of(bracketed()));
    }
    return new Node.Name(name);
  }

  private String marks() {
    StringBuilder marks = new StringBuilder();
    boolean raised = cursor.peek().is("^") && cursor.peek(1).is("{") && cursor.peek(2).is("'");
    if (raised) {
      cursor.next();
      cursor.next();
    } else if (cursor.peek().is("^") && cursor.peek(1).is("'")) {
      cursor.next();
    }
    while (cursor.skip("'")) {
      marks.append('\'');
    }
    if (raised) {
      cursor.expect("}");
    }
    return marks.toString();
  }

  /** A subscript as text. */
  private String subscript() {
    Token first = cursor.next();
    if (!first.is("{")) {
      return first.text();
    }
    StringBuilder text = new StringBuilder();
    int depth = 1;
    while (!cursor.atEnd()) {
      Token token = cursor.next();
      depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
      if (depth == 0) {
        return text.toString();
      }
      text.append(token.text());
    }
    throw new UnreadableException("a subscript that is not closed");
  }

  /** Digits with a base as subscript: 101_2 = 5. */
  Node inBase(Node.Num digits) {
    String text = subscript();
    int base = BASES.getOrDefault(text, text.matches("\\d{1,2}") ? Integer.parseInt(text) : 0);
    String number = digits.value().numerator().toString();
    boolean fits =
        base >= 2
            && base <= 36
            && digits.value().isInteger()
            && number.chars().allMatch(c -> c == '-' || Character.digit(c, 10) < base);
    if (!fits) {
      return new Node.Opaque("subscript " + text, List.of(digits));
    }
    return new Node.Num(Rational.of(new BigInteger(number, base)), -1);
  }

  private Node word(Token token) {
    if (isVariables(token)) {
      List<Node> letters = new ArrayList<>();
      token.text().codePoints().forEach(c -> letters.add(new Node.Name(Character.toString(c))));
      return new Node.Product(letters);
    }
    if (Parser.isConnector(token)) {
      throw new UnreadableException("\"" + token.text() + "\" is not expected");
    }
    StringBuilder text = new StringBuilder(token.text());
    while ((cursor.peek().kind() == Kind.WORD && !Parser.isConnector(cursor.peek()))
        || (cursor.peek().kind() == Kind.NAME && cursor.peek().upright())) {
      text.append(' ').append(cursor.next().text());
    }
    return new Node.Words(text.toString());
  }

  private Node symbol(Token token) {
    return switch (token.text()) {
      case "(", "[", "]", "⟨" -> bracket(token.text());
      case "{" -> inside(this::braces);
      case "\\{" -> inside(this::finiteSet);
      case "|", "‖" -> bars(token.text());
      case "|(" -> new Node.Call(Function.ABS, List.of(inside(() -> until("|)"))));
      case "⌊" -> new Node.Call(Function.FLOOR, List.of(inside(() -> until("⌋"))));
      case "⌈" -> new Node.Call(Function.CEILING, List.of(inside(() -> until("⌉"))));
      case "∅" -> new Node.SetOf(List.of());
      case "$", "€", "£", "¥" -> currency(token);
      default -> throw new UnreadableException("\"" + token.text() + "\" is not expected");
    };
  }

  private Node currency(Token token) {
    Node amount = expressions.product();
    return new Node.Quantity(amount, Units.named(token.text()));
  }

  private Node until(String close) {
    Node node = expressions.sum();
    cursor.expect(close);
    return node;
  }

  /** Reads inside a bracket, where bars and such-thats of outside mean nothing. */
  private <T> T inside(Supplier<T> content) {
    int bars = cursor.openBars;
    boolean set = cursor.inSet;
    boolean reversed = cursor.reversed;
    cursor.openBars = 0;
    cursor.inSet = false;
    cursor.reversed = false;
    cursor.enter();
    T node = content.get();
    cursor.leave();
    cursor.openBars = bars;
    cursor.inSet = set;
    cursor.reversed = reversed;
    return node;
  }

  private Node bars(String bar) {
    cursor.openBars++;
    cursor.enter();
    Node node = expressions.sum();
    cursor.leave();
    cursor.expect(bar);
    cursor.openBars--;
    return new Node.Call(Function.ABS, List.of(node));
  }

  private Node braces() {
    Node node = parser.answer();
    cursor.expect("}");
    return node instanceof Node.Several several && several.connector() == Node.Connector.COMMA
        ? new Node.Several(several.items(), Node.Connector.BRACES)
        : node;
  }

  private Node finiteSet() {
    List<Node> items = new ArrayList<>();
    if (cursor.skip("\\}")) {
      return new Node.SetOf(items);
    }
    cursor.inSet = true;
    items.add(parser.item());
    if (cursor.skip("|") || cursor.skip(":")) {
      cursor.inSet = false;
      Node condition = parser.answer();
      cursor.expect("\\}");
      return condition;
    }
    while (cursor.skip(",") || cursor.skip(";")) {
      if (cursor.skip("…")) {
        items.add(new Node.Opaque("…", List.of()));
      } else {
        items.add(parser.item());
      }
    }
    cursor.expect("\\}");
    return new Node.SetOf(items);
  }

  private Node bracket(String open) {
    List<Node> items = new ArrayList<>();
    String close =
        inside(
            () -> {
              cursor.reversed = open.equals("]");
              do {
                items.add(parser.item());
              } while (cursor.skip(",") || cursor.skip(";"));
              return cursor.next().text();
            });
    String closes = open.equals("⟨") ? "⟩" : open.equals("]") ? "[]" : ")]";
    if (close.isEmpty() || !closes.contains(close)) {
      throw new UnreadableException("expected one of " + closes + " before \"" + close + "\"");
    }
    if (items.size() > 1) {
      boolean reversed = open.equals("]");
      char left = open.equals("[") ? '[' : '(';
      char right = close.equals("]") ? ']' : ')';
      return new Node.Tuple(left, items, reversed && close.equals("[") ? ')' : right);
    }
    if (open.equals("]") || (open.equals("(") && !close.equals(")"))) {
      throw new UnreadableException("brackets that do not fit");
    }
    return items.get(0);
  }

  /** What stands in the brackets that follow. */
  private Node bracketed() {
    Token open = cursor.next();
    return symbol(open);
  }

  private Node function(Function function) {
    boolean inverse = false;
    Node exponent = null;
    Node base = null;
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

  private Node call(Function function, @Nullable Node base) {
    List<Node> arguments = new ArrayList<>();
    if (base != null) {
      if (function != Function.LOG) {
        throw new UnreadableException("a subscript of " + function);
      }
      return new Node.Call(Function.LOG_TO_BASE, List.of(base, functionArgument()));
    }
    Node argument = functionArgument();
    if (argument instanceof Node.Tuple tuple) {
      arguments.addAll(tuple.items());
    } else {
      arguments.add(argument);
    }
    return new Node.Call(function, arguments);
  }

  /** The bracket behind a function, or the product as in \sin 2x. */
  private Node functionArgument() {
    Token token = cursor.peek();
    if (token.is("(") || token.is("[") || token.is("{") || token.is("|(")) {
      return bracketed();
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
        || (token.kind() == Kind.WORD && isVariables(token));
  }

  /** An argument of a command: a group or one digit or piece. */
  private Node argument() {
    Token token = cursor.peek();
    if (token.kind() == Kind.NUMBER && token.text().matches("\\d\\d+(\\.\\d+)?")) {
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
    return primary();
  }

  private Node minus() {
    Node node = primary();
    return node instanceof Node.Num num
        ? new Node.Num(num.value().negate(), num.decimals())
        : new Node.Negative(node);
  }

  private Node command(String name) {
    cursor.enter();
    Node node =
        switch (name) {
          case "frac" -> new Node.Quotient(argument(), argument());
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
    Node inner = primary();
    String subscript = "";
    if (cursor.skip("_")) {
      subscript = "_" + subscript();
    }
    return new Node.Opaque(name + subscript, List.of(inner));
  }

  private Node root() {
    if (!cursor.skip("[")) {
      return new Node.Root(Node.Num.of(2), primary());
    }
    Node index = inside(expressions::sum);
    cursor.expect("]");
    return new Node.Root(index, primary());
  }

  /** A sum or product over a variable. */
  private Node series(String name) {
    Node lower = Node.Num.of(0);
    Node upper = Node.Num.of(0);
    while (cursor.peek().is("_") || cursor.peek().is("^")) {
      boolean below = cursor.next().is("_");
      Node bound = cursor.peek().is("{") ? bracketed() : primary();
      lower = below ? bound : lower;
      upper = below ? upper : bound;
    }
    return new Node.Opaque(name, List.of(lower, upper, expressions.product()));
  }
}
