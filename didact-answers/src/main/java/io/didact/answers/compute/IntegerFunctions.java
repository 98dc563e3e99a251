package io.didact.answers.compute;

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
    if (x.scale() <= 0) {
      return x;
    }
    BigDecimal tiny = BigDecimal.ONE.scaleByPowerOfTen(10 - context.getPrecision());
    if (x.abs().compareTo(tiny) < 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal nearest = x.setScale(0, RoundingMode.HALF_EVEN);
    BigDecimal distance = x.subtract(nearest).abs();
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
    if (value.precision() - value.scale() >= context.getPrecision()) {
      throw new OverBudgetException("an integer has more digits than are computed");
    }
    try {
      return value.toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw new UndefinedException("a divisor of a number that is no integer");
    }
  }

  /** The least common multiple, ≥ 0. */
  static BigInteger lcm(BigInteger a, BigInteger b, Budget budget) {
    budget.spendBits((long) a.bitLength() + b.bitLength());
    budget.spendReduction(Math.min(a.bitLength(), b.bitLength()));
    return b.signum() == 0 ? b : a.divide(a.gcd(b)).multiply(b).abs();
  }

  /** The greatest common divisor, ≥ 0. */
  static BigInteger gcd(BigInteger a, BigInteger b, Budget budget) {
    budget.spendBits((long) a.bitLength() + b.bitLength());
    budget.spendReduction(Math.min(a.bitLength(), b.bitLength()));
    return a.gcd(b);
  }

  BigDecimal gcd(List<BigDecimal> arguments) {
    return new BigDecimal(
        arguments.stream()
            .map(this::exactInteger)
            .reduce(BigInteger.ZERO, (a, b) -> gcd(a, b, budget)));
  }

  BigDecimal lcm(List<BigDecimal> arguments) {
    return new BigDecimal(
        arguments.stream()
            .map(this::exactInteger)
            .reduce(BigInteger.ONE, (a, b) -> lcm(a, b, budget)));
  }

  /** x − m ⌊x / m⌋. */
  BigDecimal modulo(BigDecimal x, BigDecimal modulus) {
    if (modulus.signum() == 0) {
      throw new UndefinedException("a remainder modulo 0");
    }
    BigDecimal quotient = whole(x.divide(modulus, context), RoundingMode.FLOOR);
    if (quotient.precision() - quotient.scale() > context.getPrecision() / 2) {
      throw new OverBudgetException("a remainder of a number with more digits than are computed");
    }
    return x.subtract(quotient.multiply(modulus), context);
  }
}
