package io.didact.eval.answer.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Functions that have to do with integers, to a number of digits. */
final class IntegerFunctions {
  private static final int LARGEST_FACTORIAL = 3_000;

  private final MathContext context;
  private final Budget budget;

  IntegerFunctions(MathContext context, Budget budget) {
    this.context = context;
    this.budget = budget;
  }

  /** Floor and ceiling jump, so a value next to an integer is taken for none of its sides. */
  BigDecimal whole(BigDecimal x, RoundingMode mode) {
    BigDecimal nearest = x.setScale(0, RoundingMode.HALF_EVEN);
    BigDecimal distance = x.subtract(nearest).abs();
    BigDecimal tiny = BigDecimal.ONE.scaleByPowerOfTen(10 - context.getPrecision());
    if (distance.signum() != 0 && distance.compareTo(tiny) < 0) {
      return nearest;
    }
    return x.setScale(0, mode);
  }

  /** An integer that factorials are taken of. */
  int small(BigDecimal real) {
    if (real.stripTrailingZeros().scale() > 0) {
      throw new UndefinedException("a factorial of a number that is no integer");
    }
    if (real.abs().compareTo(BigDecimal.valueOf(LARGEST_FACTORIAL)) > 0) {
      throw new OverBudgetException("a factorial beyond " + LARGEST_FACTORIAL);
    }
    return real.intValueExact();
  }

  /** n!, or n!! with step 2. */
  BigDecimal factorial(int n, int step) {
    if (n < 0) {
      throw new UndefinedException("a factorial of a negative number");
    }
    budget.spend(n / step);
    BigDecimal product = BigDecimal.ONE;
    for (int k = n; k > 1; k -= step) {
      product = product.multiply(BigDecimal.valueOf(k), context);
    }
    return product;
  }

  /** n (n − 1) … (n − k + 1) / k!, for any n. */
  BigDecimal binomial(BigDecimal n, int k) {
    if (k < 0) {
      return BigDecimal.ZERO;
    }
    budget.spend(2L * k);
    BigDecimal product = BigDecimal.ONE;
    for (int i = 0; i < k; i++) {
      product =
          product
              .multiply(n.subtract(BigDecimal.valueOf(i)), context)
              .divide(BigDecimal.valueOf(i + 1L), context);
    }
    return product;
  }

  private BigInteger exactInteger(BigDecimal value) {
    try {
      return bounded(value.toBigIntegerExact());
    } catch (ArithmeticException e) {
      throw new UndefinedException("a divisor of a number that is no integer");
    }
  }

  private BigInteger bounded(BigInteger number) {
    budget.spendBits(number.bitLength());
    return number;
  }

  BigDecimal gcd(List<BigDecimal> arguments) {
    return new BigDecimal(
        arguments.stream().map(this::exactInteger).reduce(BigInteger.ZERO, BigInteger::gcd));
  }

  BigDecimal lcm(List<BigDecimal> arguments) {
    return new BigDecimal(
        arguments.stream()
            .map(this::exactInteger)
            .map(BigInteger::abs)
            .reduce(
                BigInteger.ONE,
                (a, b) -> bounded(b.signum() == 0 ? b : a.divide(a.gcd(b)).multiply(b))));
  }

  /** x − m ⌊x / m⌋. */
  BigDecimal modulo(BigDecimal x, BigDecimal modulus) {
    if (modulus.signum() == 0) {
      throw new UndefinedException("a remainder modulo 0");
    }
    BigDecimal quotient = whole(x.divide(modulus, context), RoundingMode.FLOOR);
    return x.subtract(quotient.multiply(modulus), context);
  }
}
