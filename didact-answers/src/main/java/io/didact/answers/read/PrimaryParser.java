package io.didact.answers.read;

import io.didact.answers.compute.Arrangements;
import io.didact.answers.compute.Function;
import io.didact.answers.compute.Matrices;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Rational;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.read.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what an expression is made of: numbers, names, brackets, functions, LaTeX commands. */
final class PrimaryParser {
  /** Letters that are functions when a bracket follows. */
  private static final Set<String> FUNCTION_LETTERS = Set.of("f", "g", "h", "F", "G", "H");

  /** Short words that are never products of variables. */
  private static final Set<String> WORDS =
      Symbols.words(
          "yes no odd all not if is of we an it in to be by so at on as the sum are for has was"
              + " can any one two six ten its our who how");

  /** xyz, ABCD, 2aB, but not We. */
  private static final Pattern VARIABLES =
      Pattern.compile("[a-z]{2,3}|[A-Z]{2,5}|[a-z][A-Z]|[A-Z][a-z][A-Z]");

  /** ℝ_{>0} */
  private static final Pattern PART_OF_SET = Pattern.compile("[ℝℤℕℚℂ]_[-+*<>≤≥]");

  private static final Map<String, Integer> BASES =
      Map.of(
          "two", 2, "three", 3, "four", 4, "five", 5, "six", 6, "seven", 7, "eight", 8, "nine", 9,
          "ten", 10);

  private final Cursor cursor;
  private final ExpressionParser expressions;
  private final BracketParser brackets;
  private final CommandParser commands;

  PrimaryParser(Cursor cursor, ExpressionParser expressions, Parser parser) {
    this.cursor = cursor;
    this.expressions = expressions;
    brackets = new BracketParser(cursor, expressions, parser);
    commands = new CommandParser(cursor, expressions, this, brackets);
  }

  Node primary() {
    Token token = cursor.next();
    return switch (token.kind()) {
      case NUMBER -> new Node.Num(token.number(), token.decimals());
      case NAME -> name(token);
      case WORD -> word(token);
      case FUNCTION -> commands.function(Function.named(token.text()));
      case COMMAND -> commands.command(token.text());
      case SYMBOL -> symbol(token);
      case BEGIN -> brackets.matrix(token.text());
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
    if (token.text().equals("det")
        && (cursor.peek().kind() == Kind.BEGIN || cursor.peek(1).kind() == Kind.BEGIN)) {
      cursor.enter();
      Node argument = primary();
      cursor.leave();
      return argument instanceof Node.Matrix of
          ? Matrices.determinant(of.rows())
          : new Node.Product(List.of(new Node.Name("det"), argument));
    }
    String name = token.text() + marks();
    if (cursor.peek().is("_")) {
      cursor.next();
      name = name + "_" + subscript() + marks();
    }
    if (PART_OF_SET.matcher(name).lookingAt()) {
      throw new UnreadableException("a part of a set of numbers");
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
  String subscript() {
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
    if (token.text().equals("det")) {
      return name(token);
    }
    if (Units.isCurrency(token.text()) && cursor.peek().kind() == Kind.NUMBER) {
      return currency(token);
    }
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
      case "(", "[", "]", "⟨" -> brackets.bracket(token.text());
      case "{" -> cursor.skip("}") ? behindNothing() : brackets.group();
      case "_", "^" -> combination();
      case "\\{" -> brackets.set();
      case "|", "‖" -> brackets.bars(token.text());
      case "|(" -> brackets.function(Function.ABS, "|)");
      case "⌊" -> brackets.function(Function.FLOOR, "⌋");
      case "⌈" -> brackets.function(Function.CEILING, "⌉");
      case "∅" -> new Node.SetOf(List.of());
      case "$", "€", "£", "¥" -> currency(token);
      default -> throw new UnreadableException("\"" + token.text() + "\" is not expected");
    };
  }

  /** {@code _nC_k} and {@code ^nP_k}: behind its first sign. */
  private Node combination() {
    cursor.enter();
    Node n = primary();
    Token letter = cursor.next();
    if (!letter.text().equals("C") && !letter.text().equals("P")) {
      throw new UnreadableException("expected C or P before \"" + letter.text() + "\"");
    }
    cursor.expect("_");
    Node k = primary();
    cursor.leave();
    return Arrangements.number(letter.text(), n, k);
  }

  /** What follows {@code {}}. */
  private Node behindNothing() {
    cursor.enter();
    Node node = primary();
    cursor.leave();
    return node;
  }

  private Node currency(Token token) {
    Node amount = expressions.product();
    return new Node.Quantity(amount, Units.named(token.text()));
  }

  /** What stands in the brackets that follow. */
  Node bracketed() {
    Token open = cursor.next();
    return symbol(open);
  }
}
