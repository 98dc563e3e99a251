package io.didact.answers.compute;

import java.util.ArrayList;
import java.util.List;

/** The parts of an expression, and the expression with other parts. */
public final class Parts {
  private Parts() {}

  /** The parts that an expression is made of. */
  public static List<Node> of(Node node) {
    if (node instanceof Node.Sum n) {
      return n.terms();
    } else if (node instanceof Node.Product n) {
      return n.factors();
    } else if (node instanceof Node.Negative n) {
      return List.of(n.operand());
    } else if (node instanceof Node.Quotient n) {
      return List.of(n.dividend(), n.divisor());
    } else if (node instanceof Node.Power n) {
      return List.of(n.base(), n.exponent());
    } else if (node instanceof Node.Root n) {
      return List.of(n.index(), n.radicand());
    } else if (node instanceof Node.Call n) {
      return n.arguments();
    } else if (node instanceof Node.Opaque n) {
      return n.arguments();
    } else if (node instanceof Node.PlusMinus n) {
      return List.of(n.left(), n.right());
    } else if (node instanceof Node.Residue n) {
      return List.of(n.value(), n.modulus());
    } else if (node instanceof Node.Quantity n) {
      return List.of(n.value());
    } else if (node instanceof Node.Ratio n) {
      return n.parts();
    } else if (node instanceof Node.Tuple n) {
      return n.items();
    } else if (node instanceof Node.SetOf n) {
      return n.items();
    } else if (node instanceof Node.SetOperation n) {
      return List.of(n.left(), n.right());
    } else if (node instanceof Node.Relation n) {
      return n.parts();
    } else if (node instanceof Node.Several n) {
      return n.items();
    } else if (node instanceof Node.Matrix n) {
      List<Node> all = new ArrayList<>();
      n.rows().forEach(all::addAll);
      return all;
    }
    return List.of();
  }

  /**
   * An expression of the same kind with other parts.
   *
   * @param parts as many as {@link #of} gives
   */
  public static Node replaced(Node node, List<Node> parts) {
    if (node instanceof Node.Sum) {
      return new Node.Sum(parts);
    } else if (node instanceof Node.Product) {
      return new Node.Product(parts);
    } else if (node instanceof Node.Negative) {
      return new Node.Negative(parts.get(0));
    } else if (node instanceof Node.Quotient) {
      return new Node.Quotient(parts.get(0), parts.get(1));
    } else if (node instanceof Node.Power) {
      return new Node.Power(parts.get(0), parts.get(1));
    } else if (node instanceof Node.Root) {
      return new Node.Root(parts.get(0), parts.get(1));
    } else if (node instanceof Node.Call n) {
      return new Node.Call(n.function(), parts);
    } else if (node instanceof Node.Opaque n) {
      return new Node.Opaque(n.name(), parts);
    } else if (node instanceof Node.PlusMinus n) {
      return new Node.PlusMinus(parts.get(0), parts.get(1), n.upper());
    } else if (node instanceof Node.Residue) {
      return new Node.Residue(parts.get(0), parts.get(1));
    } else if (node instanceof Node.Quantity n) {
      return new Node.Quantity(parts.get(0), n.unit());
    } else if (node instanceof Node.Ratio) {
      return new Node.Ratio(parts);
    } else if (node instanceof Node.Tuple n) {
      return new Node.Tuple(n.open(), parts, n.close());
    } else if (node instanceof Node.SetOf) {
      return new Node.SetOf(parts);
    } else if (node instanceof Node.SetOperation n) {
      return new Node.SetOperation(n.operator(), parts.get(0), parts.get(1));
    } else if (node instanceof Node.Relation n) {
      return new Node.Relation(parts, n.operators());
    } else if (node instanceof Node.Several n) {
      return new Node.Several(parts, n.connector());
    } else if (node instanceof Node.Matrix n) {
      List<List<Node>> rows = new ArrayList<>();
      int place = 0;
      for (List<Node> row : n.rows()) {
        rows.add(parts.subList(place, place + row.size()));
        place += row.size();
      }
      return new Node.Matrix(rows);
    }
    return node;
  }
}
