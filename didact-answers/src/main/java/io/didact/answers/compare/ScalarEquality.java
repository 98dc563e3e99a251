package io.didact.answers.compare;

import io.didact.answers.compute.Algebra;
import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Complex;
import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Evaluator;
import io.didact.answers.compute.Form;
import io.didact.answers.compute.Function;
import io.didact.answers.compute.LogReading;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.Parts;
import io.didact.answers.compute.Point;
import io.didact.answers.compute.Polynomial;
import io.didact.answers.compute.Rational;
import io.didact.answers.compute.Rationals;
import io.didact.answers.compute.UndefinedException;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.compute.Variables;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Whether two numbers or functions are the same: exactly if possible, else by their values. */
final class ScalarEquality {
  /** A decimal with fewer digits after the point never stands for a number that goes on. */
  private static final int DECIMALS = 6;

  /** Numbers with more bits are not written out in a reason. */
  private static final int LONGEST_REASON = 400;

  private final Budget budget;

  ScalarEquality(Budget budget) {
    this.budget = budget;
  }

  /**
   * Compares.
   *
   * @throws OverBudgetException when it is too much work
   * @throws UnreadableException when one of them is no number
   */
  Comparison compare(Node a, Node b) {
    int infinite = infinity(a);
    if (infinite != 0 || infinity(b) != 0) {
      return Comparison.of(infinite == infinity(b), "infinity");
    }
    Rational left = exact(a);
    Rational right = exact(b);
    if (left != null && right != null) {
      if (left.equals(right)) {
        return Comparison.same("equal fractions");
      }
      boolean decimal = decimal(a) != null || decimal(b) != null;
      return decimal && agreeAsDecimals(a, b)
          ? decimals()
          : Comparison.different(
              left.bits() + right.bits() > LONGEST_REASON
                  ? "different fractions"
                  : left + " is not " + right);
    }
    Comparison result = algebra(a, b, LogReading.NATURAL);
    if (!result.isSame() && (hasLogarithm(a) || hasLogarithm(b))) {
      Comparison ten = algebra(a, b, LogReading.TEN);
      result = ten.isSame() ? ten : result;
    }
    return !result.isSame() && agreeAsDecimals(a, b) ? decimals() : result;
  }

  private static Comparison decimals() {
    return Comparison.same("the same to all of the decimals written");
  }

  /** Too large a number is left to the other ways. */
  private @Nullable Rational exact(Node node) {
    try {
      return Rationals.of(node, budget);
    } catch (OverBudgetException e) {
      return null;
    }
  }

  /** 1 or −1 for an infinity, else 0. */
  static int infinity(Node node) {
    if (node instanceof Node.Negative negative) {
      return -infinity(negative.operand());
    }
    return node.equals(new Node.Name(Constants.INFINITY)) ? 1 : 0;
  }

  private static boolean hasLogarithm(Node node) {
    return (node instanceof Node.Call call && call.function() == Function.LOG)
        || Parts.of(node).stream().anyMatch(ScalarEquality::hasLogarithm);
  }

  private Comparison algebra(Node a, Node b, LogReading logarithm) {
    try {
      Algebra algebra = new Algebra(budget, logarithm);
      Form left = algebra.of(a);
      Form right = algebra.of(b);
      Polynomial difference = left.difference(right, budget);
      if (difference.isZero()) {
        return Comparison.same("equal by algebra");
      }
      if (left.isDecisive()
          && right.isDecisive()
          && new Form(difference, Polynomial.ONE).isDecisive()) {
        return Comparison.different("different by algebra");
      }
    } catch (UndefinedException e) {
      return Comparison.undecided(e.getMessage());
    } catch (OverBudgetException e) {
      // the values may still tell them apart
    }
    Sameness values = new NumericEquality(a, b, logarithm, budget).decide();
    return Comparison.of(
        values, "equal values to 100 digits", "different values", "the values do not decide");
  }

  /**
   * Whether one is a decimal with six or more digits after the point and the other, no decimal
   * itself, rounds to it, or is cut off to it.
   */
  private boolean agreeAsDecimals(Node a, Node b) {
    return isRounded(a, b) || isRounded(b, a);
  }

  /** A decimal, also times a power of ten, or null. */
  private static Node.@Nullable Num decimal(Node written) {
    if (written instanceof Node.Num num) {
      return num;
    }
    if (written instanceof Node.Product product
        && product.factors().size() == 2
        && product.factors().get(0) instanceof Node.Num mantissa
        && mantissa.decimals() >= 0
        && product.factors().get(1) instanceof Node.Power power
        && power.base().equals(Node.Num.of(10))
        && power.exponent() instanceof Node.Num exponent
        && exponent.value().isInteger()
        && exponent.value().bits() < 10) {
      int shift = exponent.value().numerator().intValueExact();
      Rational scale = Rational.of(10).power(shift);
      int decimals = Math.max(0, mantissa.decimals() - shift);
      return new Node.Num(mantissa.value().times(scale), decimals);
    }
    return null;
  }

  private boolean isRounded(Node written, Node value) {
    Node.Num decimal = decimal(written);
    if (decimal == null
        || decimal.decimals() < DECIMALS
        || decimal.value().abs().compareTo(Rational.of(10).power(DECIMALS - 1 - decimal.decimals()))
            < 0
        || (value instanceof Node.Num other && other.decimals() >= 0)
        || !Variables.of(value).isEmpty()
        || decimal.decimals() > 100) {
      return false;
    }
    try {
      BigDecimal number = new Evaluator(Point.OF_CONSTANTS, 120, budget).value(value).real();
      BigDecimal shown =
          Complex.of(decimal.value(), new MathContext(200))
              .real()
              .setScale(decimal.decimals(), RoundingMode.HALF_EVEN);
      int scale = decimal.decimals();
      return number.setScale(scale, RoundingMode.HALF_UP).compareTo(shown) == 0
          || number.setScale(scale, RoundingMode.DOWN).compareTo(shown) == 0;
    } catch (UndefinedException | UnreadableException e) {
      return false;
    }
  }
}
