package io.didact.answers.compute;

import java.math.BigInteger;

/**
 * An exact fraction in lowest terms. Sums and products divide common factors out of the parts
 * before they multiply, so that a large fraction and a small one take little work (Knuth, <i>The
 * Art of Computer Programming</i>, vol. 2, 4.5.1).
 *
 * @param numerator with the sign
 * @param denominator > 0, without common factors with the numerator
 */
public record Rational(BigInteger numerator, BigInteger denominator)
    implements Comparable<Rational> {
  public static final Rational ZERO = of(0);
  public static final Rational ONE = of(1);
  static final Rational HALF = of(1).over(of(2));

  public Rational {
    if (denominator.signum() <= 0) {
      throw new IllegalArgumentException("denominator must be > 0, was " + denominator);
    }
  }

  public static Rational of(long value) {
    return of(BigInteger.valueOf(value));
  }

  public static Rational of(BigInteger value) {
    return new Rational(value, BigInteger.ONE);
  }

  /**
   * A fraction in any terms.
   *
   * @throws IllegalArgumentException when the denominator is not positive
   */
  public static Rational of(BigInteger numerator, BigInteger denominator) {
    BigInteger divisor = numerator.gcd(denominator);
    return divisor.equals(BigInteger.ONE)
        ? new Rational(numerator, denominator)
        : new Rational(numerator.divide(divisor), denominator.divide(divisor));
  }

  public Rational plus(Rational other) {
    if (isInteger() && other.isInteger()) {
      return of(numerator.add(other.numerator));
    }
    BigInteger common = denominator.gcd(other.denominator);
    BigInteger scale = other.denominator.divide(common);
    BigInteger otherScale = denominator.divide(common);
    BigInteger sum = numerator.multiply(scale).add(other.numerator.multiply(otherScale));
    BigInteger divisor = sum.gcd(common);
    return new Rational(
        sum.divide(divisor), otherScale.multiply(other.denominator.divide(divisor)));
  }

  Rational minus(Rational other) {
    return plus(other.negate());
  }

  public Rational times(Rational other) {
    if (isInteger() && other.isInteger()) {
      return of(numerator.multiply(other.numerator));
    }
    Rational left = of(numerator, other.denominator);
    Rational right = of(other.numerator, denominator);
    return new Rational(
        left.numerator.multiply(right.numerator), left.denominator.multiply(right.denominator));
  }

  /**
   * The quotient.
   *
   * @throws ArithmeticException when the other is 0
   */
  public Rational over(Rational other) {
    return times(other.inverse());
  }

  public Rational negate() {
    return new Rational(numerator.negate(), denominator);
  }

  public Rational abs() {
    return signum() < 0 ? negate() : this;
  }

  /**
   * 1/this.
   *
   * @throws ArithmeticException when this is 0
   */
  Rational inverse() {
    if (signum() == 0) {
      throw new ArithmeticException("1/0");
    }
    return signum() < 0
        ? new Rational(denominator.negate(), numerator.negate())
        : new Rational(denominator, numerator);
  }

  /** This to an integer power; the caller bounds its size. */
  public Rational power(int exponent) {
    if (exponent < 0) {
      return inverse().power(-exponent);
    }
    return new Rational(numerator.pow(exponent), denominator.pow(exponent));
  }

  public BigInteger floor() {
    BigInteger[] parts = numerator.divideAndRemainder(denominator);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  public int signum() {
    return numerator.signum();
  }

  public boolean isInteger() {
    return denominator.equals(BigInteger.ONE);
  }

  /** Whether this is an integer that an {@code int} holds. */
  boolean isSmallInteger() {
    return isInteger() && numerator.bitLength() < 32;
  }

  /** The size of the longer part, in bits. */
  public int bits() {
    return Math.max(numerator.bitLength(), denominator.bitLength());
  }

  @Override
  public int compareTo(Rational other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  @Override
  public String toString() {
    return isInteger() ? numerator.toString() : numerator + "/" + denominator;
  }
}
