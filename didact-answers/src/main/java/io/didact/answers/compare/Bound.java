package io.didact.answers.compare;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Evaluator;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Point;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * An end of an interval.
 *
 * @param node as written
 * @param value to 60 digits; 0 where infinite
 * @param infinity −1, 0 or 1
 */
record Bound(Node node, BigDecimal value, int infinity) implements Comparable<Bound> {
  private static final BigDecimal EQUAL = BigDecimal.ONE.scaleByPowerOfTen(-45);

  static final Bound HIGHEST = new Bound(new Node.Name(Constants.INFINITY), BigDecimal.ZERO, 1);
  static final Bound LOWEST = new Bound(new Node.Negative(HIGHEST.node), BigDecimal.ZERO, -1);

  /**
   * The end that an expression is.
   *
   * @throws UnreadableException when it is no constant
   * @throws UndefinedException when it is not real
   */
  static Bound of(Node node, Budget budget) {
    int infinity = ScalarEquality.infinity(node);
    if (infinity != 0) {
      return infinity > 0 ? HIGHEST : LOWEST;
    }
    return new Bound(node, new Evaluator(Point.OF_CONSTANTS, 60, budget).value(node).real(), 0);
  }

  @Override
  public int compareTo(Bound other) {
    if (infinity != other.infinity || infinity != 0) {
      return Integer.compare(infinity, other.infinity);
    }
    BigDecimal difference = value.subtract(other.value, MathContext.DECIMAL32);
    BigDecimal scale = value.abs().add(other.value.abs(), MathContext.DECIMAL32);
    boolean equal = difference.abs().compareTo(EQUAL.multiply(scale)) <= 0;
    return equal ? 0 : difference.signum();
  }
}
