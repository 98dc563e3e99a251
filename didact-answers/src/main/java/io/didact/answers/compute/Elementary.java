package io.didact.answers.compute;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Elementary functions of real numbers to a chosen number of digits. Arguments are reduced first,
 * then power series are added up (Brent, "Fast multiple-precision evaluation of elementary
 * functions", 1976).
 */
final class Elementary {
  private static final int MOST_DIGITS = 140;

  /** π by Machin: 16 arctan(1/5) − 4 arctan(1/239). */
  private static final BigDecimal PI =
      inverseSeries(5, -1)
          .multiply(BigDecimal.valueOf(16))
          .subtract(inverseSeries(239, -1).multiply(BigDecimal.valueOf(4)));

  /** ln 2 = 2 artanh(1/3). */
  private static final BigDecimal LN_2 = inverseSeries(3, 1).multiply(BigDecimal.valueOf(2));

  /** Beyond this, digits of an argument of sin and cos would be lost. */
  private static final BigDecimal LARGEST_ANGLE = BigDecimal.valueOf(1_000_000_000L);

  private static final BigDecimal LARGEST_EXPONENT = BigDecimal.valueOf(1_000_000);

  /** Far below what rounding leaves of a 0. */
  private static final int SMALLEST_MAGNITUDE = -1_000;

  private static final BigDecimal TENTH = new BigDecimal("0.1");
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private final MathContext context;
  private final MathContext wide;
  private final Budget budget;

  /**
   * Functions to so many digits.
   *
   * @param digits up to 120
   */
  Elementary(int digits, Budget budget) {
    context = new MathContext(digits, RoundingMode.HALF_EVEN);
    wide = new MathContext(digits + 15, RoundingMode.HALF_EVEN);
    this.budget = budget;
  }

  /** arctan(1/n) with sign −1, artanh(1/n) with 1: Σ signᵏ / ((2k+1) n^(2k+1)) in integers. */
  private static BigDecimal inverseSeries(int n, int sign) {
    int scale = MOST_DIGITS + 20;
    BigInteger power = BigInteger.TEN.pow(scale).divide(BigInteger.valueOf(n));
    BigInteger square = BigInteger.valueOf((long) n * n);
    BigInteger sum = BigInteger.ZERO;
    for (int k = 0; power.signum() != 0; k++) {
      BigInteger term = power.divide(BigInteger.valueOf(2L * k + 1));
      sum = sign < 0 && k % 2 == 1 ? sum.subtract(term) : sum.add(term);
      power = power.divide(square);
    }
    return new BigDecimal(sum, scale);
  }

  MathContext context() {
    return context;
  }

  BigDecimal pi() {
    return PI.round(context);
  }

  /** Steps of one series. */
  private void spendSeries() {
    budget.spend(context.getPrecision() > 80 ? 200 : 80);
  }

  /** e^x. */
  BigDecimal exp(BigDecimal x) {
    spendSeries();
    if (x.abs().compareTo(LARGEST_EXPONENT) > 0) {
      throw new OverBudgetException("an exponent is beyond a million");
    }
    BigInteger twos = nearest(x, LN_2);
    BigDecimal rest = x.subtract(LN_2.multiply(new BigDecimal(twos)), wide);
    int halvings = 8;
    BigDecimal small = rest.divide(BigDecimal.valueOf(1L << halvings), wide);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int k = 1; isSignificant(term); k++) {
      term = term.multiply(small, wide).divide(BigDecimal.valueOf(k), wide);
      sum = sum.add(term, wide);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, wide);
    }
    return sum.multiply(TWO.pow(twos.intValueExact(), wide), context);
  }

  /**
   * The integer nearest to x / unit; 0 at once for a small x, whose zeros would be written out.
   *
   * @throws OverBudgetException for one so small that functions of it would seem to be those of 0
   */
  private static BigInteger nearest(BigDecimal x, BigDecimal unit) {
    if (x.signum() != 0 && x.precision() - x.scale() < SMALLEST_MAGNITUDE) {
      throw new OverBudgetException("a number is too small");
    }
    return x.abs().compareTo(TENTH) < 0
        ? BigInteger.ZERO
        : x.divide(unit, 0, RoundingMode.HALF_EVEN).toBigInteger();
  }

  private boolean isSignificant(BigDecimal term) {
    return term.signum() != 0 && term.precision() - term.scale() > -wide.getPrecision();
  }

  /**
   * The natural logarithm by Newton's method: y ← y + 2 (x − eʸ) / (x + eʸ) triples the digits.
   *
   * @param x > 0
   */
  BigDecimal ln(BigDecimal x) {
    if (x.signum() <= 0) {
      throw new UndefinedException("logarithm of a number that is not positive");
    }
    int magnitude = x.precision() - x.scale();
    double mantissa = x.scaleByPowerOfTen(-magnitude).doubleValue();
    BigDecimal y = BigDecimal.valueOf(Math.log(mantissa) + magnitude * Math.log(10));
    for (int digits = 14; digits < context.getPrecision() + 5; digits *= 3) {
      BigDecimal power = exp(y);
      y = y.add(TWO.multiply(x.subtract(power, wide)).divide(x.add(power, wide), wide), wide);
    }
    return y.round(context);
  }

  /** The sine and the cosine. */
  BigDecimal[] sinCos(BigDecimal x) {
    spendSeries();
    if (x.abs().compareTo(LARGEST_ANGLE) > 0) {
      throw new OverBudgetException("an angle is too large");
    }
    BigDecimal quarter = PI.divide(TWO);
    BigInteger quarters = nearest(x, quarter);
    BigDecimal rest = x.subtract(quarter.multiply(new BigDecimal(quarters)), wide);
    BigDecimal sin = BigDecimal.ZERO;
    BigDecimal cos = BigDecimal.ZERO;
    BigDecimal term = BigDecimal.ONE;
    for (int k = 0; k == 0 || isSignificant(term); k++) {
      BigDecimal signed = k % 4 < 2 ? term : term.negate();
      if (k % 2 == 0) {
        cos = cos.add(signed, wide);
      } else {
        sin = sin.add(signed, wide);
      }
      term = term.multiply(rest, wide).divide(BigDecimal.valueOf(k + 1L), wide);
    }
    BigDecimal[] both =
        switch (quarters.mod(BigInteger.valueOf(4)).intValue()) {
          case 0 -> new BigDecimal[] {sin, cos};
          case 1 -> new BigDecimal[] {cos, sin.negate()};
          case 2 -> new BigDecimal[] {sin.negate(), cos.negate()};
          default -> new BigDecimal[] {cos.negate(), sin};
        };
    return new BigDecimal[] {both[0].round(context), both[1].round(context)};
  }

  /** The arctangent: a double as start, then tan(x − y) ≈ (x cos y − sin y) / (cos y + x sin y). */
  BigDecimal arctan(BigDecimal x) {
    BigDecimal y = BigDecimal.valueOf(Math.atan(x.doubleValue()));
    for (int digits = 14; digits < context.getPrecision() + 5; digits *= 3) {
      BigDecimal[] at = sinCos(y);
      BigDecimal t = x.multiply(at[1]).subtract(at[0]).divide(at[1].add(x.multiply(at[0])), wide);
      BigDecimal cube = t.multiply(t, wide).multiply(t, wide);
      y = y.add(t, wide).subtract(cube.divide(BigDecimal.valueOf(3), wide), wide);
    }
    return y.round(context);
  }

  /** The square root of a number ≥ 0. */
  BigDecimal sqrt(BigDecimal x) {
    budget.spend(30);
    return x.sqrt(context);
  }
}
