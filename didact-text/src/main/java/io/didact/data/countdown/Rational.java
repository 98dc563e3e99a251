package io.didact.data.countdown;

import java.math.BigInteger;

/**
 * An exact fraction in lowest terms.
 *
 * @param denominator > 0
 */
record Rational(BigInteger numerator, BigInteger denominator) {
  static Rational of(BigInteger numerator, BigInteger denominator) {
    BigInteger gcd = numerator.gcd(denominator);
    BigInteger sign = denominator.signum() < 0 ? gcd.negate() : gcd;
    return new Rational(numerator.divide(sign), denominator.divide(sign));
  }

  static Rational of(BigInteger whole) {
    return new Rational(whole, BigInteger.ONE);
  }

  static Rational of(long whole) {
    return of(BigInteger.valueOf(whole));
  }

  Rational plus(Rational other) {
    return of(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  Rational minus(Rational other) {
    return plus(other.negate());
  }

  Rational times(Rational other) {
    return of(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  /**
   * @throws ArithmeticException if the other is 0
   */
  Rational by(Rational other) {
    if (other.numerator.signum() == 0) {
      throw new ArithmeticException("it divides by 0");
    }
    return of(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
  }

  Rational negate() {
    return new Rational(numerator.negate(), denominator);
  }

  @Override
  public String toString() {
    return denominator.equals(BigInteger.ONE)
        ? numerator.toString()
        : numerator + "/" + denominator;
  }
}
