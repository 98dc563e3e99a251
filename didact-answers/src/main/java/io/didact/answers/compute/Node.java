package io.didact.answers.compute;

import java.util.List;

/**
 * What an answer says: the tree that the parser makes of it.
 *
 * <p>Scalars come first, then what is made of them: tuples, sets, relations, lists.
 */
public sealed interface Node {
  /**
   * A number as written.
   *
   * @param value exactly
   * @param decimals digits after the decimal point, or −1 when none is written or the digits repeat
   */
  record Num(Rational value, int decimals) implements Node {
    public static Num of(long value) {
      return new Num(Rational.of(value), -1);
    }
  }

  /** a − b. */
  static Node difference(Node a, Node b) {
    return new Sum(List.of(a, new Negative(b)));
  }

  /** A variable or a constant, with its subscript: {@code x}, {@code x_1}, {@code \pi}. */
  record Name(String name) implements Node {}

  /** a + b + …, at least two. */
  record Sum(List<Node> terms) implements Node {}

  /** a · b · …, at least two. */
  record Product(List<Node> factors) implements Node {}

  /** −a. */
  record Negative(Node operand) implements Node {}

  /** a / b. */
  record Quotient(Node dividend, Node divisor) implements Node {}

  /** a to the power of b. */
  record Power(Node base, Node exponent) implements Node {}

  /** The n-th root; of a negative number with odd n, the real one. */
  record Root(Node index, Node radicand) implements Node {}

  /** A known function. */
  record Call(Function function, List<Node> arguments) implements Node {}

  /** A function without a known value, such as f(x) or an integral; equal when all parts are. */
  record Opaque(String name, List<Node> arguments) implements Node {}

  /** What stands for the items of a list that are not written out. */
  Node ELLIPSIS = new Opaque("…", List.of());

  /**
   * a ± b.
   *
   * @param upper plus first; false for ∓
   */
  record PlusMinus(Node left, Node right, boolean upper) implements Node {}

  /** A value modulo another: 3 (mod 7). */
  record Residue(Node value, Node modulus) implements Node {}

  /** A value in a unit: 5 cm, 90°, 28 %. */
  record Quantity(Node value, Unit unit) implements Node {}

  /** a : b : …, at least two. */
  record Ratio(List<Node> parts) implements Node {}

  /**
   * A time of day, or hours and minutes.
   *
   * @param hour as written
   * @param minute 0 to 59
   * @param second 0 to 59, or −1 where none is written
   * @param half {@code am}, {@code pm}, or empty
   */
  record Time(int hour, int minute, int second, String half) implements Node {}

  /**
   * Parenthesised items, at least two: a point, a vector, an interval.
   *
   * @param open {@code (} or {@code [}
   * @param close {@code )} or {@code ]}
   */
  record Tuple(char open, List<Node> items, char close) implements Node {}

  /** Rows of equal length. */
  record Matrix(List<List<Node>> rows) implements Node {}

  /** {a, b, …}, possibly empty. */
  record SetOf(List<Node> items) implements Node {}

  /** Two sets put together. */
  record SetOperation(SetOperator operator, Node left, Node right) implements Node {}

  /** a &lt; b ≤ c: one more part than operators. */
  record Relation(List<Node> parts, List<Comparator> operators) implements Node {
    public Node first() {
      return parts.get(0);
    }

    public Node last() {
      return parts.get(parts.size() - 1);
    }

    public boolean is(Comparator operator) {
      return operators.equals(List.of(operator));
    }

    public boolean isEquation() {
      return operators.stream().allMatch(o -> o == Comparator.EQUAL);
    }
  }

  /** Several answers without brackets: {@code 3, 5}, {@code x = 1 or x = 2}. */
  record Several(List<Node> items, Connector connector) implements Node {}

  /** Words. */
  record Words(String text) implements Node {}

  /** What stands between several answers; a word outranks commas. */
  enum Connector {
    COMMA,
    AND,
    OR,
    /** Commas within bare braces, {1, 3}, by which a set or a tuple may be meant. */
    BRACES
  }

  /** How two sets are put together. */
  enum SetOperator {
    UNION,
    INTERSECTION,
    DIFFERENCE
  }

  /** Relations. */
  enum Comparator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST,
    ELEMENT,
    EQUIVALENT;

    /** The relation read from right to left. */
    public Comparator flipped() {
      return switch (this) {
        case LESS -> GREATER;
        case AT_MOST -> AT_LEAST;
        case GREATER -> LESS;
        case AT_LEAST -> AT_MOST;
        case EQUAL, NOT_EQUAL, ELEMENT, EQUIVALENT -> this;
      };
    }

    public boolean isOrder() {
      return this == LESS || this == AT_MOST || this == GREATER || this == AT_LEAST;
    }
  }
}
