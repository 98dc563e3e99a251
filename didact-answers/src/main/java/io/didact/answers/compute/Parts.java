package io.didact.answers.compute;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The parts of an expression, and the expression with other parts. */
public final class Parts {
  private static final Map<Class<?>, Kind<?>> KINDS = new HashMap<>();

  /** How expressions of a class are taken apart, and made with other parts. */
  private record Kind<N extends Node>(
      Class<N> type, Function<N, List<Node>> parts, BiFunction<N, List<Node>, Node> with) {
    List<Node> of(Node node) {
      return parts.apply(type.cast(node));
    }

    Node replaced(Node node, List<Node> others) {
      return with.apply(type.cast(node), others);
    }
  }

  static {
    list(Node.Sum.class, Node.Sum::terms, Node.Sum::new);
    list(Node.Product.class, Node.Product::factors, Node.Product::new);
    list(Node.Ratio.class, Node.Ratio::parts, Node.Ratio::new);
    list(Node.SetOf.class, Node.SetOf::items, Node.SetOf::new);
    pair(Node.Quotient.class, n -> List.of(n.dividend(), n.divisor()), Node.Quotient::new);
    pair(Node.Power.class, n -> List.of(n.base(), n.exponent()), Node.Power::new);
    pair(Node.Root.class, n -> List.of(n.index(), n.radicand()), Node.Root::new);
    pair(Node.Residue.class, n -> List.of(n.value(), n.modulus()), Node.Residue::new);
    list(Node.Negative.class, n -> List.of(n.operand()), parts -> new Node.Negative(parts.get(0)));
    kind(
        Node.Quantity.class,
        n -> List.of(n.value()),
        (n, parts) -> new Node.Quantity(parts.get(0), n.unit()));
    kind(
        Node.PlusMinus.class,
        n -> List.of(n.left(), n.right()),
        (n, parts) -> new Node.PlusMinus(parts.get(0), parts.get(1), n.upper()));
    kind(
        Node.SetOperation.class,
        n -> List.of(n.left(), n.right()),
        (n, parts) -> new Node.SetOperation(n.operator(), parts.get(0), parts.get(1)));
    kind(Node.Call.class, Node.Call::arguments, (n, parts) -> new Node.Call(n.function(), parts));
    kind(Node.Opaque.class, Node.Opaque::arguments, (n, parts) -> new Node.Opaque(n.name(), parts));
    kind(
        Node.Tuple.class,
        Node.Tuple::items,
        (n, parts) -> new Node.Tuple(n.open(), parts, n.close()));
    kind(
        Node.Relation.class,
        Node.Relation::parts,
        (n, parts) -> new Node.Relation(parts, n.operators()));
    kind(
        Node.Several.class,
        Node.Several::items,
        (n, parts) -> new Node.Several(parts, n.connector()));
    kind(Node.Matrix.class, n -> Matrices.entries(n.rows()), Parts::inRows);
  }

  private Parts() {}

  private static <N extends Node> void kind(
      Class<N> type, Function<N, List<Node>> parts, BiFunction<N, List<Node>, Node> with) {
    KINDS.put(type, new Kind<>(type, parts, with));
  }

  private static <N extends Node> void list(
      Class<N> type, Function<N, List<Node>> parts, Function<List<Node>, Node> with) {
    kind(type, parts, (node, others) -> with.apply(others));
  }

  private static <N extends Node> void pair(
      Class<N> type, Function<N, List<Node>> parts, BiFunction<Node, Node, Node> with) {
    kind(type, parts, (node, others) -> with.apply(others.get(0), others.get(1)));
  }

  private static Node inRows(Node.Matrix matrix, List<Node> entries) {
    List<List<Node>> rows = new ArrayList<>();
    int place = 0;
    for (List<Node> row : matrix.rows()) {
      rows.add(entries.subList(place, place + row.size()));
      place += row.size();
    }
    return new Node.Matrix(rows);
  }

  /** The parts that an expression is made of. */
  public static List<Node> of(Node node) {
    Kind<?> kind = KINDS.get(node.getClass());
    return kind == null ? List.of() : kind.of(node);
  }

  /**
   * An expression of the same kind with other parts.
   *
   * @param parts as many as {@link #of} gives
   */
  public static Node replaced(Node node, List<Node> parts) {
    Kind<?> kind = KINDS.get(node.getClass());
    return kind == null ? node : kind.replaced(node, parts);
  }
}
