package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Function;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Node.Comparator;
import io.didact.answers.compute.Node.Connector;
import io.didact.answers.compute.Node.SetOperator;
import io.didact.answers.compute.Parts;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.compute.Variables;
import io.didact.answers.read.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer: lists of relations between sets of expressions. {@link ExpressionParser} reads
 * the expressions.
 *
 * <pre>
 * answer   = group (";" group)*
 * group    = item (("," | "and" | "or") item)*
 * item     = [relation] set (relation set)*
 * set      = ratio (("∪" | "∩" | "∖") ratio)*
 * ratio    = value (":" value)*
 * value    = expression [unit]
 * </pre>
 */
public final class Parser {
  /** Words before an answer that say nothing about it. */
  private static final Set<String> FILLERS =
      Symbols.words("approximately approx about exactly is are roughly only the all");

  /** Digits behind the point by which a decimal may stand for a number that goes on. */
  private static final int LONG_DECIMAL = 6;

  private final Cursor cursor;
  private final ExpressionParser expressions;
  private final UnitReader units;

  private Parser(List<Token> tokens) {
    cursor = new Cursor(tokens);
    expressions = new ExpressionParser(cursor, this);
    units = new UnitReader(cursor);
  }

  /**
   * Reads a whole answer.
   *
   * @throws UnreadableException when it is none that is known
   * @throws OverBudgetException when it is too long or nested too deep
   */
  static Node parse(List<Token> tokens) {
    Parser parser = new Parser(Asides.apart(tokens));
    Node answer = parser.whole();
    parser.skipPunctuation();
    if (!parser.cursor.atEnd()) {
      throw new UnreadableException("\"" + parser.cursor.peek().text() + "\" is not expected");
    }
    return answer;
  }

  /** Behind the answer; 7… is 7 with dots behind it, but 1.41… is not 1.41. */
  private void skipPunctuation() {
    Token last = cursor.peek(-1);
    if (cursor.peek().is("…") && last.decimals() > 0 && last.decimals() < LONG_DECIMAL) {
      throw new UnreadableException("a decimal that goes on");
    }
    while (cursor.skip(",") || cursor.skip(".") || cursor.skip("…")) {
      // says nothing
    }
  }

  /** An answer, or two with {@code \over} or {@code \choose} between, which part all of a group. */
  Node whole() {
    Node node = answer();
    if (cursor.skip("over")) {
      return new Node.Quotient(node, answer());
    }
    return cursor.skip("choose") ? new Node.Call(Function.BINOMIAL, List.of(node, answer())) : node;
  }

  /** A list without brackets. */
  Node answer() {
    cursor.enter();
    List<Node> groups = new ArrayList<>();
    Connector connector = Connector.COMMA;
    boolean tuples = false;
    do {
      Several group = group();
      tuples |= group.items.size() > 1;
      connector = group.connector == Connector.COMMA ? connector : group.connector;
      groups.addAll(group.items.size() == 1 ? group.items : List.of(group.node()));
    } while (cursor.skip(";") && !cursor.atEnd());
    cursor.leave();
    if (groups.size() == 1) {
      return groups.get(0);
    }
    return new Node.Several(tuples ? asTuples(groups) : groups, connector);
  }

  /** p=5, q=2; p=7, q=2 are two pairs. */
  private static List<Node> asTuples(List<Node> groups) {
    return groups.stream()
        .map(g -> g instanceof Node.Several all ? new Node.Tuple('(', all.items(), ')') : g)
        .toList();
  }

  private record Several(List<Node> items, Connector connector) {
    Node node() {
      return new Node.Several(items, connector);
    }
  }

  private Several group() {
    List<Node> items = new ArrayList<>();
    Connector connector = Connector.COMMA;
    skipFillers();
    items.add(listed());
    while (true) {
      boolean comma = cursor.skip(",");
      Connector word = connector();
      if (word != Connector.COMMA) {
        connector = word;
      } else if (!comma && (items.size() == 1 || !cursor.peek().is("…"))) {
        return new Several(items, connector);
      }
      if (cursor.atEnd() || cursor.peek().is(".")) {
        return new Several(items, connector);
      }
      items.add(listed());
    }
  }

  /** An item of a list, or dots for those that are not written. */
  Node listed() {
    return cursor.skip("…") ? Node.ELLIPSIS : item();
  }

  private void skipFillers() {
    while (cursor.peek().kind() == Kind.WORD
        && FILLERS.contains(cursor.peek().text().toLowerCase(Locale.ROOT))) {
      cursor.next();
    }
  }

  private Connector connector() {
    Connector found = Connector.COMMA;
    while (true) {
      Token token = cursor.peek();
      boolean and = isWord(token, "and") || token.is("&");
      if (!and && !isWord(token, "or")) {
        return found;
      }
      found = and ? Connector.AND : Connector.OR;
      cursor.next();
    }
  }

  static boolean isConnector(Token token) {
    return isWord(token, "and") || isWord(token, "or");
  }

  private static boolean isWord(Token token, String word) {
    return token.kind() == Kind.WORD && token.text().equalsIgnoreCase(word);
  }

  /** A chain of relations; of a = b ≈ c the approximation is left out. */
  Node item() {
    List<Node> parts = new ArrayList<>();
    List<Comparator> operators = new ArrayList<>();
    if (!isRelation(cursor.peek())) {
      parts.add(set());
    }
    Set<String> solved = null;
    while (isRelation(cursor.peek())) {
      String symbol = cursor.next().text();
      if (cursor.atEnd() && !parts.isEmpty() && symbol.equals("=")) {
        break;
      }
      Node right = set();
      if (parts.isEmpty() && "≠<≤>≥≡".contains(symbol)) {
        parts.add(Variables.UNNAMED);
      }
      if (symbol.equals("→") && parts.isEmpty()) {
        parts.add(right);
        continue;
      }
      if (symbol.equals("→")) {
        solved = operators.isEmpty() ? Set.of() : Variables.of(new Node.Relation(parts, operators));
        parts.clear();
        operators.clear();
      } else if (isLeftOut(symbol, parts, operators)) {
        continue;
      } else if (!parts.isEmpty()) {
        operators.add(comparator(symbol));
      }
      parts.add(symbol.equals("∉") ? complement(right) : right);
    }
    boolean bracketed = cursor.peek().is("(") && cursor.peek(1).is("mod");
    Node last = parts.remove(parts.size() - 1);
    if (bracketed || cursor.peek().isCommand("pmod")) {
      last = new Node.Residue(last, modulus());
    } else if (operators.contains(Comparator.EQUIVALENT)) {
      last = residue(last);
    }
    parts.add(last);
    Node item = operators.isEmpty() ? last : new Node.Relation(parts, operators);
    if (solved != null && !isSolution(item, solved)) {
      throw new UnreadableException("an arrow");
    }
    return item;
  }

  /** Of "2x = 4 ⇒ x = 2" the end is the answer; "p → q" and "x = 2 ⇒ y = 3" are more than that. */
  private static boolean isSolution(Node node, Set<String> variables) {
    return node instanceof Node.Relation relation
        && relation.isEquation()
        && variables.containsAll(Variables.of(relation));
  }

  /** What stands behind ≡: in a ≡ b + c mod m the modulus belongs to all of it. */
  private static Node residue(Node node) {
    if (node instanceof Node.Call call && call.function() == Function.MODULO) {
      return new Node.Residue(call.arguments().get(0), call.arguments().get(1));
    }
    List<Node> parts = new ArrayList<>(Parts.of(node));
    boolean sum = node instanceof Node.Sum || node instanceof Node.Negative;
    if (!sum || !(residue(parts.get(parts.size() - 1)) instanceof Node.Residue last)) {
      return node;
    }
    parts.set(parts.size() - 1, last.value());
    return new Node.Residue(Parts.replaced(node, parts), last.modulus());
  }

  /** {@code \pmod{7}} or {@code (mod 7)} */
  private Node modulus() {
    if (cursor.next().isCommand("pmod")) {
      return expressions.primary();
    }
    cursor.next();
    Node modulus = expressions.sum();
    cursor.expect(")");
    return modulus;
  }

  private static Node complement(Node set) {
    return new Node.SetOperation(SetOperator.DIFFERENCE, Plain.REALS, set);
  }

  /** Of "a value ≈ another", and of a chain, what is only near to it is left out. */
  private static boolean isLeftOut(String symbol, List<Node> parts, List<Comparator> operators) {
    return symbol.equals("≈")
        && !parts.isEmpty()
        && (!operators.isEmpty() || !Variables.isPlainName(parts.get(0)));
  }

  static boolean isRelation(Token token) {
    return token.kind() == Kind.SYMBOL
        && (Symbols.RELATIONS.contains(token.text())
            || token.is("≈")
            || token.is("∉")
            || token.is("→"));
  }

  private static Comparator comparator(String symbol) {
    return switch (symbol) {
      case "≈" -> Comparator.EQUAL;
      case "∉" -> Comparator.ELEMENT;
      default -> Comparator.values()[Symbols.RELATIONS.indexOf(symbol)];
    };
  }

  private Node set() {
    Node left = ratio();
    while (true) {
      SetOperator operator = setOperator(left);
      if (operator == null) {
        return left;
      }
      cursor.next();
      cursor.chain();
      left = new Node.SetOperation(operator, left, ratio());
    }
  }

  private @Nullable SetOperator setOperator(Node left) {
    Token token = cursor.peek();
    if (token.is("∪") || (isSet(left) && token.text().equals("U"))) {
      return SetOperator.UNION;
    }
    if (token.is("∩")) {
      return SetOperator.INTERSECTION;
    }
    boolean minus = token.is("-") && isSet(left);
    return token.is("∖") || minus ? SetOperator.DIFFERENCE : null;
  }

  public static boolean isSet(Node node) {
    return node instanceof Node.Tuple
        || node instanceof Node.SetOf
        || node instanceof Node.SetOperation
        || (node instanceof Node.Name name && Constants.isSet(name.name()));
  }

  private Node ratio() {
    int start = cursor.place();
    Node first = value();
    if (!isRatio(cursor) || cursor.inSet) {
      return first;
    }
    List<Node> parts = new ArrayList<>(List.of(first));
    while (isRatio(cursor)) {
      cursor.next();
      parts.add(value());
    }
    Node time = new ClockParser(cursor).time(start);
    return time == null ? new Node.Ratio(parts) : time;
  }

  /** A colon, or "to" between numbers. */
  static boolean isRatio(Cursor cursor) {
    return cursor.peek().is(":")
        || (isWord(cursor.peek(), "to")
            && cursor.peek(-1).kind() == Kind.NUMBER
            && cursor.peek(1).kind() == Kind.NUMBER);
  }

  private Node value() {
    Node expression = expressions.sum();
    while (units.begins(expression)) {
      cursor.chain();
      expression = units.read(expression);
    }
    return units.isCompound(expression) ? units.compound(expression, value()) : expression;
  }
}
