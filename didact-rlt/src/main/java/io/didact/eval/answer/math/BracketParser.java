package io.didact.eval.answer.math;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads what stands in brackets, behind the opening one. */
final class BracketParser {
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
    return new Node.Call(function, List.of(inside(() -> until(close))));
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
    return new Node.Call(Function.ABS, List.of(node));
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

  /** A group, a tuple or an interval. */
  Node bracket(String open) {
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
}
