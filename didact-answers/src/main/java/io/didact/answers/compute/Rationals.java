package io.didact.answers.compute;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The exact value of an expression that is a rational number by arithmetic alone. */
public final class Rationals {
  private static final int LARGEST_FACTORIAL = 3_000;

  private Rationals() {}

  /**
   * The value, or null when the expression has none, is not rational, or is not seen to be.
   *
   * @throws OverBudgetException when it is too much work
   */
  public static @Nullable Rational of(Node node, Budget budget) {
    budget.spend(1);
    if (node instanceof Node.Num num) {
      return num.value();
    } else if (node instanceof Node.Negative negative) {
      Rational value = of(negative.operand(), budget);
      return value == null ? null : value.negate();
    } else if (node instanceof Node.Sum sum) {
      return sum(sum.terms(), budget);
    } else if (node instanceof Node.Product product) {
      return product(product.factors(), budget);
    } else if (node instanceof Node.Quotient quotient) {
      return quotient(quotient.dividend(), quotient.divisor(), budget);
    } else if (node instanceof Node.Power power) {
      Node arrangements = Arrangements.of(power);
      return arrangements != null
          ? of(arrangements, budget)
          : power(of(power.base(), budget), of(power.exponent(), budget), budget);
    } else if (node instanceof Node.Ratio ratio && ratio.parts().size() == 2) {
      return quotient(ratio.parts().get(0), ratio.parts().get(1), budget);
    } else if (node instanceof Node.Call call) {
      return call(call, budget);
    } else if (node instanceof Node.Quantity quantity && !quantity.unit().halfTurns()) {
      Rational value = of(quantity.value(), budget);
      Unit unit = quantity.unit();
      return value == null || !unit.isPureNumber() ? value : value.times(unit.scale());
    }
    return null;
  }

  private static @Nullable Rational sum(List<Node> terms, Budget budget) {
    Rational sum = Rational.ZERO;
    for (Node term : terms) {
      Rational value = of(term, budget);
      if (value == null) {
        return null;
      }
      budget.spendOperation(sum, value);
      sum = sum.plus(value);
    }
    return sum;
  }

  private static @Nullable Rational product(List<Node> factors, Budget budget) {
    Rational product = Rational.ONE;
    for (int i = 0; i < factors.size(); i++) {
      Node pair = i + 1 < factors.size() ? factors.get(i + 1) : factors.get(i);
      Node arrangements = Arrangements.of(factors.get(i), pair);
      Rational value = of(arrangements == null ? factors.get(i) : arrangements, budget);
      if (value == null) {
        return null;
      }
      i += arrangements == null ? 0 : 1;
      budget.spendOperation(product, value);
      product = product.times(value);
    }
    return product;
  }

  private static @Nullable Rational quotient(Node dividend, Node divisor, Budget budget) {
    Rational numerator = of(dividend, budget);
    Rational denominator = of(divisor, budget);
    if (numerator == null || denominator == null || denominator.signum() == 0) {
      return null;
    }
    budget.spendOperation(numerator, denominator);
    budget.spendReduction(Math.min(numerator.bits(), denominator.bits()));
    return numerator.over(denominator);
  }

  private static @Nullable Rational power(
      @Nullable Rational base, @Nullable Rational exponent, Budget budget) {
    if (base == null || exponent == null || !exponent.isInteger()) {
      return null;
    }
    if (base.signum() == 0) {
      return exponent.signum() < 0 ? null : exponent.signum() == 0 ? Rational.ONE : base;
    }
    if (base.abs().equals(Rational.ONE)) {
      return exponent.numerator().testBit(0) ? base : Rational.ONE;
    }
    if (!exponent.isSmallInteger()) {
      throw new OverBudgetException("an exponent is too large");
    }
    int power = exponent.numerator().intValueExact();
    budget.spendBits((long) base.bits() * Math.abs((long) power));
    return base.power(power);
  }

  private static @Nullable Rational call(Node.Call call, Budget budget) {
    Function function = call.function();
    if (function.isElementary()) {
      return null;
    }
    Rational x = of(call.arguments().get(0), budget);
    if (x == null) {
      return null;
    }
    return switch (function) {
      case ABS -> x.abs();
      case FLOOR -> Rational.of(x.floor());
      case CEILING -> Rational.of(x.negate().floor().negate());
      case FACTORIAL -> factorial(x, 1, budget);
      case DOUBLE_FACTORIAL -> factorial(x, 2, budget);
      case BINOMIAL -> binomial(x, of(call.arguments().get(1), budget), budget);
      case GCD, LCM, MAX, MIN, MODULO -> ofSeveral(call, budget);
      default -> null;
    };
  }

  private static @Nullable Rational ofSeveral(Node.Call call, Budget budget) {
    Rational result = null;
    for (Node argument : call.arguments()) {
      Rational value = of(argument, budget);
      if (value == null) {
        return null;
      }
      result = result == null ? value : ofTwo(call.function(), result, value, budget);
      if (result == null) {
        return null;
      }
    }
    return result;
  }

  /** A function of two numbers, or of a list of them by and by. */
  private static @Nullable Rational ofTwo(
      Function function, Rational a, Rational b, Budget budget) {
    budget.spendOperation(a, b);
    boolean integers = a.isInteger() && b.isInteger();
    return switch (function) {
      case MAX -> a.compareTo(b) >= 0 ? a : b;
      case MIN -> a.compareTo(b) <= 0 ? a : b;
      case GCD ->
          integers ? Rational.of(IntegerFunctions.gcd(a.numerator(), b.numerator(), budget)) : null;
      case LCM ->
          integers ? Rational.of(IntegerFunctions.lcm(a.numerator(), b.numerator(), budget)) : null;
      case MODULO -> b.signum() == 0 ? null : a.minus(b.times(Rational.of(a.over(b).floor())));
      default -> null;
    };
  }

  private static @Nullable Rational factorial(Rational n, int step, Budget budget) {
    if (!n.isInteger() || n.signum() < 0) {
      return null;
    }
    if (n.compareTo(Rational.of(LARGEST_FACTORIAL)) > 0) {
      throw new OverBudgetException("a factorial beyond " + LARGEST_FACTORIAL);
    }
    int from = n.numerator().intValueExact();
    BigInteger product = BigInteger.ONE;
    for (int k = from; k > 1; k -= step) {
      product = product.multiply(BigInteger.valueOf(k));
      budget.spend(1 + product.bitLength() / 2048);
    }
    return Rational.of(product);
  }

  private static @Nullable Rational binomial(Rational n, @Nullable Rational k, Budget budget) {
    if (k == null || !k.isInteger()) {
      return null;
    }
    if (k.signum() < 0) {
      return Rational.ZERO;
    }
    Rational lower = k;
    if (n.isInteger() && n.signum() >= 0) {
      Rational other = n.minus(k);
      if (other.signum() < 0) {
        return Rational.ZERO;
      }
      lower = other.compareTo(k) < 0 ? other : k;
    }
    if (lower.compareTo(Rational.of(LARGEST_FACTORIAL)) > 0) {
      throw new OverBudgetException("a binomial coefficient is too large");
    }
    Rational product = Rational.ONE;
    for (int i = 0; i < lower.numerator().intValueExact(); i++) {
      Rational factor = n.minus(Rational.of(i)).over(Rational.of(i + 1L));
      budget.spendOperation(product, factor);
      product = product.times(factor);
    }
    return product;
  }
}
