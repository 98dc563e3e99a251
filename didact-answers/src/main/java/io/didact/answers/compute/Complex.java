package io.didact.answers.compute;

import java.math.BigDecimal;
import java.math.MathContext;

/** A complex number to some digits. */
public record Complex(BigDecimal real, BigDecimal imaginary) {
  /** Last digits that rounding may have changed. */
  private static final int ROUNDED_DIGITS = 8;

  static final Complex ZERO = real(BigDecimal.ZERO);
  static final Complex ONE = real(BigDecimal.ONE);
  static final Complex I = new Complex(BigDecimal.ZERO, BigDecimal.ONE);

  static Complex real(BigDecimal value) {
    return new Complex(value, BigDecimal.ZERO);
  }

  public static Complex of(Rational value, MathContext context) {
    BigDecimal numerator = new BigDecimal(value.numerator());
    return real(
        value.isInteger()
            ? numerator.round(context)
            : numerator.divide(new BigDecimal(value.denominator()), context));
  }

  boolean isReal() {
    return imaginary.signum() == 0;
  }

  public boolean isZero() {
    return real.signum() == 0 && imaginary.signum() == 0;
  }

  Complex plus(Complex other, MathContext context) {
    return new Complex(
        real.add(other.real, context),
        isReal() && other.isReal() ? BigDecimal.ZERO : imaginary.add(other.imaginary, context));
  }

  public Complex minus(Complex other, MathContext context) {
    return plus(other.negate(), context);
  }

  Complex negate() {
    return new Complex(real.negate(), imaginary.negate());
  }

  Complex times(Complex other, MathContext context) {
    if (isReal() && other.isReal()) {
      return real(real.multiply(other.real, context));
    }
    return new Complex(
        real.multiply(other.real, context)
            .subtract(imaginary.multiply(other.imaginary, context), context),
        real.multiply(other.imaginary, context)
            .add(imaginary.multiply(other.real, context), context));
  }

  /**
   * The quotient.
   *
   * @throws UndefinedException when the other is 0
   */
  Complex over(Complex other, MathContext context) {
    if (other.isZero()) {
      throw new UndefinedException("a division by 0");
    }
    if (isReal() && other.isReal()) {
      return real(real.divide(other.real, context));
    }
    BigDecimal square =
        other
            .real
            .multiply(other.real, context)
            .add(other.imaginary.multiply(other.imaginary, context), context);
    Complex product = times(new Complex(other.real, other.imaginary.negate()), context);
    return new Complex(
        product.real.divide(square, context), product.imaginary.divide(square, context));
  }

  /**
   * This without what only rounding can have left of a 0.
   *
   * @param scale size of what it was reckoned from; a part that is smaller by all but {@value
   *     #ROUNDED_DIGITS} of the context's digits is 0
   * @throws UndefinedException when of numbers so large nothing is left that was more than rounding
   */
  public Complex withoutRounding(BigDecimal scale, MathContext context) {
    BigDecimal least = scale.scaleByPowerOfTen(ROUNDED_DIGITS - context.getPrecision());
    if (least.precision() - least.scale() > -context.getPrecision() / 2) {
      if (size().compareTo(least) < 0) {
        throw new UndefinedException("a difference that is lost among the digits");
      }
      return this;
    }
    boolean noReal = real.abs().compareTo(least) < 0;
    boolean noImaginary = imaginary.abs().compareTo(least) < 0;
    return noReal || noImaginary
        ? new Complex(noReal ? BigDecimal.ZERO : real, noImaginary ? BigDecimal.ZERO : imaginary)
        : this;
  }

  /** |real| + |imaginary|, between the absolute value and √2 of it. */
  public BigDecimal size() {
    return real.abs().add(imaginary.abs(), MathContext.DECIMAL128);
  }
}
