package io.didact.eval.answer.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares two expressions by their values: at one point if they are constant, else at {@link
 * SamplePoints}. A relative difference above 10⁻¹⁵ with 30 digits that stays with 60 tells them
 * apart; they agree where it is below 10⁻⁴⁵ with 60 digits and below 10⁻¹⁰⁰ with 120. A difference
 * that is neither is undecided.
 */
final class NumericEquality {
  private static final int FEW = 30;
  private static final int DIGITS = 60;
  private static final int MORE = 120;
  private static final int AGREEMENTS = 4;

  private static final BigDecimal AGREES = BigDecimal.ONE.scaleByPowerOfTen(-45);
  private static final BigDecimal AGREES_MORE = BigDecimal.ONE.scaleByPowerOfTen(-100);
  private static final BigDecimal DIFFERS = BigDecimal.ONE.scaleByPowerOfTen(-15);

  /** Beyond this, a small difference would be lost among the digits. */
  private static final BigDecimal LARGEST = BigDecimal.ONE.scaleByPowerOfTen(50);

  private final Node left;
  private final Node right;
  private final LogReading logarithm;
  private final Budget budget;
  private final Set<String> variables;

  NumericEquality(Node left, Node right, LogReading logarithm, Budget budget) {
    this.left = left;
    this.right = right;
    this.logarithm = logarithm;
    this.budget = budget;
    variables = new TreeSet<>(Variables.of(left));
    variables.addAll(Variables.of(right));
  }

  /**
   * Whether they are the same.
   *
   * @throws OverBudgetException when it is too much work
   * @throws UnreadableException when one of them is no number
   */
  Sameness decide() {
    boolean imaginary = hasImaginary(left) || hasImaginary(right);
    if (variables.isEmpty()) {
      Sameness real = imaginary ? Sameness.UNDECIDED : constants(false);
      return real == Sameness.UNDECIDED ? constants(true) : real;
    }
    int enough = isAnalytic() ? AGREEMENTS : SamplePoints.COUNT;
    int agreements = 0;
    for (int i = 0; i < SamplePoints.COUNT && agreements < enough; i++) {
      Point point = new Point(SamplePoints.at(i, variables), imaginary, logarithm);
      Sameness here = at(point);
      if (here == Sameness.DIFFERENT) {
        return here;
      }
      agreements += here == Sameness.SAME ? 1 : 0;
    }
    return agreements >= 3 ? Sameness.SAME : Sameness.UNDECIDED;
  }

  /**
   * Whether agreement at a few points speaks for all: not for functions in pieces, as ⌊x⌋ and |x|,
   * nor where one side has a variable that the other has not.
   */
  private boolean isAnalytic() {
    return Variables.of(left).equals(Variables.of(right))
        && !isPiecewise(left)
        && !isPiecewise(right);
  }

  private static boolean isPiecewise(Node node) {
    return (node instanceof Node.Call call && call.function().isPiecewise())
        || Parts.of(node).stream().anyMatch(NumericEquality::isPiecewise);
  }

  private static boolean hasImaginary(Node node) {
    return node.equals(new Node.Name(Constants.I))
        || Parts.of(node).stream().anyMatch(NumericEquality::hasImaginary);
  }

  private Sameness constants(boolean complex) {
    return at(new Point(Map.of(), complex, logarithm));
  }

  private Sameness at(Point point) {
    try {
      BigDecimal first = relativeDifference(point, FEW);
      BigDecimal difference = relativeDifference(point, DIGITS);
      if (first.compareTo(DIFFERS) > 0) {
        BigDecimal half = first.divide(BigDecimal.valueOf(2));
        return difference.compareTo(half) > 0 ? Sameness.DIFFERENT : Sameness.UNDECIDED;
      }
      boolean agree = difference.compareTo(AGREES) <= 0;
      return agree && relativeDifference(point, MORE).compareTo(AGREES_MORE) <= 0
          ? Sameness.SAME
          : Sameness.UNDECIDED;
    } catch (UndefinedException e) {
      return Sameness.UNDECIDED;
    }
  }

  private BigDecimal relativeDifference(Point point, int digits) {
    Evaluator evaluator = new Evaluator(point, digits, budget);
    Complex a = evaluator.value(left);
    Complex b = evaluator.value(right);
    BigDecimal scale = a.size().add(b.size(), MathContext.DECIMAL128);
    if (scale.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal difference =
        a.minus(b, new MathContext(digits)).size().divide(scale, new MathContext(10));
    if (scale.compareTo(LARGEST) > 0 && difference.compareTo(DIFFERS) < 0) {
      throw new OverBudgetException("a number is too large");
    }
    return difference;
  }
}
