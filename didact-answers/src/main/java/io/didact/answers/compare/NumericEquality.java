package io.didact.answers.compare;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Complex;
import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Evaluator;
import io.didact.answers.compute.LogReading;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.Parts;
import io.didact.answers.compute.Point;
import io.didact.answers.compute.SamplePoints;
import io.didact.answers.compute.UndefinedException;
import io.didact.answers.compute.Variables;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two expressions by their values: at one point if they are constant, else at {@link
 * SamplePoints}. Their difference is reckoned with 30, 60 and 120 digits. What rounding leaves of a
 * 0, in the difference and in every part of the expressions, is 0: it is told by the size of what
 * was added up. A difference that is the same with more digits tells them apart, however small.
 * They agree where it is below 10⁻⁴⁵ of them with 60 digits and below 10⁻¹⁰⁰ with 120, unless there
 * are numbers in them so small or large that they would be lost so. All else is undecided.
 */
final class NumericEquality {
  private static final int FEW = 30;
  private static final int DIGITS = 60;
  private static final int MORE = 120;
  private static final int AGREEMENTS = 4;

  private static final BigDecimal AGREES = BigDecimal.ONE.scaleByPowerOfTen(-45);
  private static final BigDecimal AGREES_MORE = BigDecimal.ONE.scaleByPowerOfTen(-100);

  /** Part of a difference by which it may change with more digits. */
  private static final BigDecimal STABLE = new BigDecimal("0.001");

  /** Beyond this, a small difference would be lost among the digits. */
  private static final BigDecimal LARGEST = BigDecimal.ONE.scaleByPowerOfTen(50);

  /** Bits of an exact number, some 90 digits, beyond which it would be lost beside 1. */
  private static final double LONGEST = 300;

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
    Sameness values = byValues();
    boolean lost = values == Sameness.SAME && (bits(left) > LONGEST || bits(right) > LONGEST);
    return lost ? Sameness.UNDECIDED : values;
  }

  private Sameness byValues() {
    boolean imaginary = hasImaginary(left) || hasImaginary(right);
    if (variables.isEmpty()) {
      Sameness real = imaginary ? Sameness.UNDECIDED : at(new Point(Map.of(), false, logarithm));
      return real == Sameness.UNDECIDED ? at(new Point(Map.of(), true, logarithm)) : real;
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

  /** About how many bits a constant has on either side of the point. */
  private static double bits(Node node) {
    if (node instanceof Node.Num num) {
      return num.value().bits();
    } else if (node instanceof Node.Name name) {
      return Constants.isNumber(name.name()) ? 2 : 0;
    } else if (node instanceof Node.Power power && power.exponent() instanceof Node.Num exponent) {
      return bits(power.base()) * Math.max(1, exponent.value().abs().floor().doubleValue());
    }
    var parts = Parts.of(node).stream().mapToDouble(NumericEquality::bits);
    return node instanceof Node.Product || node instanceof Node.Quotient
        ? parts.sum()
        : parts.max().orElse(0);
  }

  private Sameness at(Point point) {
    try {
      Difference few = fewDigits(point);
      Difference usual = difference(point, DIGITS);
      if (few != null && usual.isStill(few)) {
        return Sameness.DIFFERENT;
      }
      Difference more = difference(point, MORE);
      if (more.isStill(usual)) {
        return Sameness.DIFFERENT;
      }
      boolean agree = usual.isWithin(AGREES) && more.isWithin(AGREES_MORE);
      return agree ? Sameness.SAME : Sameness.UNDECIDED;
    } catch (UndefinedException e) {
      return Sameness.UNDECIDED;
    }
  }

  /** Null where only more digits may tell. */
  private @Nullable Difference fewDigits(Point point) {
    try {
      return difference(point, FEW);
    } catch (UndefinedException e) {
      return null;
    }
  }

  /**
   * Two values' difference.
   *
   * @param size of it
   * @param scale sum of the values' sizes
   */
  private record Difference(BigDecimal size, BigDecimal scale) {
    /** Whether more digits have not changed it much, so that it is one. */
    boolean isStill(Difference before) {
      BigDecimal change = size.subtract(before.size, MathContext.DECIMAL128).abs();
      return size.signum() != 0 && change.compareTo(size.multiply(STABLE)) <= 0;
    }

    boolean isWithin(BigDecimal part) {
      return size.compareTo(scale.multiply(part)) <= 0;
    }
  }

  private Difference difference(Point point, int digits) {
    Evaluator evaluator = new Evaluator(point, digits, budget);
    Complex a = evaluator.value(left);
    Complex b = evaluator.value(right);
    BigDecimal scale = a.size().add(b.size(), MathContext.DECIMAL128);
    MathContext context = new MathContext(digits);
    Complex difference = a.minus(b, context).withoutRounding(scale, context);
    if (scale.compareTo(LARGEST) > 0 && difference.isZero()) {
      throw new OverBudgetException("a number is too large");
    }
    return new Difference(difference.size(), scale);
  }
}
