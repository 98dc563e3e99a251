package io.didact.answers.read;

import io.didact.answers.compute.Function;
import io.didact.answers.compute.Matrices;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.compute.Variables;
import io.didact.answers.read.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads what stands in brackets, behind the opening one, and matrices and the like between {@code
 * \begin} and {@code \end}.
 */
public final class BracketParser {
  /** The name of a set that is told by its items and a condition. */
  public static final String SUCH_THAT = "such that";

  private static final Set<String> MATRICES =
      Symbols.words("matrix pmatrix bmatrix Bmatrix smallmatrix array psmallmatrix");

  private final Cursor cursor;
  private final ExpressionParser expressions;
  private final Parser parser;

  BracketParser(Cursor cursor, ExpressionParser expressions, Parser parser) {
    this.cursor = cursor;
    this.expressions = expressions;
    this.parser = parser;
  }

  /** One expression up to a closing sign, as in ⌊x⌋. */
  Node function(Function function, String close) {
    Node node = inside(() -> until(close));
    return function == Function.ABS ? absolute(node) : new Node.Call(function, List.of(node));
  }

  /** Bars around a square matrix are those of its determinant. */
  private static Node absolute(Node node) {
    return node instanceof Node.Matrix matrix && matrix.rows().size() == matrix.rows().get(0).size()
        ? Matrices.determinant(matrix.rows())
        : new Node.Call(Function.ABS, List.of(node));
  }

  Node group() {
    return inside(this::braces);
  }

  Node set() {
    return inside(this::finiteSet);
  }

  /** The index of a root. */
  Node index() {
    Node index = inside(expressions::sum);
    cursor.expect("]");
    return index;
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

  Node bars(String bar) {
    cursor.openBars++;
    cursor.enter();
    Node node = expressions.sum();
    cursor.leave();
    cursor.expect(bar);
    cursor.openBars--;
    return bar.equals("|") ? absolute(node) : new Node.Call(Function.ABS, List.of(node));
  }

  private Node braces() {
    Node node = parser.whole();
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
    items.add(parser.listed());
    if (cursor.skip("|") || cursor.skip(":")) {
      cursor.inSet = false;
      Node condition = parser.answer();
      cursor.expect("\\}");
      return suchThat(items.get(0), condition);
    }
    while (cursor.skip(",") || cursor.skip(";")) {
      items.add(parser.listed());
    }
    cursor.expect("\\}");
    return new Node.SetOf(items);
  }

  /**
   * {x | …} and {x ∈ ℤ | …}; of other sets, as {2k | …}, nothing is known but how they are written.
   */
  private static Node suchThat(Node item, Node condition) {
    boolean domain = item instanceof Node.Relation relation && relation.is(Node.Comparator.ELEMENT);
    Node of = domain ? ((Node.Relation) item).first() : item;
    Set<String> variables = Variables.of(condition);
    if (!(of instanceof Node.Name name) || !variables.contains(name.name())) {
      return new Node.Opaque(SUCH_THAT, List.of(item, condition));
    }
    Node numbers = domain ? ((Node.Relation) item).last() : Plain.REALS;
    return numbers.equals(Plain.REALS)
        ? condition
        : new Node.SetOperation(Node.SetOperator.INTERSECTION, numbers, condition);
  }

  /** A group, a tuple or an interval. */
  Node bracket(String open) {
    List<Node> items = new ArrayList<>();
    String close =
        inside(
            () -> {
              cursor.reversed = open.equals("]");
              do {
                items.add(parser.listed());
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

  /** Reads behind {@code \begin{name}}. */
  Node matrix(String environment) {
    String name = environment.replace("*", "");
    List<List<Node>> rows = rows();
    if (MATRICES.contains(name)) {
      return new Node.Matrix(rows);
    }
    if (name.equals("vmatrix")) {
      return Matrices.determinant(rows);
    }
    throw new UnreadableException(
        name.endsWith("cases") ? "a definition by cases" : "\\begin{" + name + "}");
  }

  private List<List<Node>> rows() {
    cursor.enter();
    int bars = cursor.openBars;
    cursor.openBars = 0;
    List<List<Node>> rows = new ArrayList<>();
    List<Node> row = new ArrayList<>();
    while (cursor.peek().kind() != Kind.END) {
      row.add(parser.item());
      if (cursor.skip("&")) {
        continue;
      }
      rows.add(row);
      row = new ArrayList<>();
      if (!cursor.skip("\\\\") && cursor.peek().kind() != Kind.END) {
        throw new UnreadableException("a matrix that is not closed");
      }
    }
    cursor.next();
    cursor.openBars = bars;
    cursor.leave();
    if (rows.isEmpty() || rows.stream().anyMatch(r -> r.size() != rows.get(0).size())) {
      throw new UnreadableException("a matrix whose rows differ in length");
    }
    return rows;
  }
}
