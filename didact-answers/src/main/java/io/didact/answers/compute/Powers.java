package io.didact.answers.compute;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.BinaryOperator;

/** Powers and roots to a number of digits. */
final class Powers {
  private final Point point;
  private final Elementary elementary;
  private final FunctionValues functions;
  private final Budget budget;
  private final MathContext context;

  Powers(Point point, Elementary elementary, FunctionValues functions, Budget budget) {
    this.point = point;
    this.elementary = elementary;
    this.functions = functions;
    this.budget = budget;
    context = elementary.context();
  }

  /** Powers with any exponent. */
  Complex power(Complex base, Complex exponent) {
    if (exponent.isReal() && exponent.real().stripTrailingZeros().scale() <= 0) {
      BigDecimal whole = exponent.real();
      if (whole.abs().compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
        throw new OverBudgetException("an exponent is beyond a million");
      }
      return integerPower(base, whole.intValueExact());
    }
    if (base.isZero()) {
      throw new UndefinedException("a power of 0");
    }
    return functions.exp(functions.ln(base).times(exponent, context));
  }

  /** Powers with a rational exponent; odd roots of negative numbers are real. */
  Complex rationalPower(Complex base, Rational exponent) {
    if (exponent.isInteger()) {
      if (exponent.bits() > 20) {
        throw new OverBudgetException("an exponent is beyond a million");
      }
      return integerPower(base, exponent.numerator().intValueExact());
    }
    if (base.isZero()) {
      if (exponent.signum() < 0) {
        throw new UndefinedException("a division by 0");
      }
      return Complex.ZERO;
    }
    boolean negative = base.isReal() && base.real().signum() < 0;
    if (negative && exponent.denominator().testBit(0)) {
      Complex size = rationalPower(base.negate(), exponent);
      return exponent.numerator().testBit(0) ? size.negate() : size;
    }
    if (base.isReal() && !negative && exponent.equals(Rational.HALF)) {
      return Complex.real(elementary.sqrt(base.real()));
    }
    if (negative && point.complex() && exponent.equals(Rational.HALF)) {
      return new Complex(BigDecimal.ZERO, elementary.sqrt(base.real().negate()));
    }
    return functions.exp(functions.ln(base).times(Complex.of(exponent, context), context));
  }

  private Complex integerPower(Complex base, int exponent) {
    budget.spend(2L * (32 - Integer.numberOfLeadingZeros(Math.abs(exponent))));
    if (exponent < 0) {
      return Complex.ONE.over(integerPower(base, -exponent), context);
    }
    return bySquaring(Complex.ONE, base, exponent, (a, b) -> a.times(b, context));
  }

  /** A power with an exponent ≥ 0. */
  static <T> T bySquaring(T one, T base, int exponent, BinaryOperator<T> times) {
    T result = one;
    T square = base;
    for (int rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = times.apply(result, square);
      }
      square = rest > 1 ? times.apply(square, square) : square;
    }
    return result;
  }
}
