package io.didact.jinja;

import io.didact.jinja.Value.Bool;
import io.didact.jinja.Value.Int;
import io.didact.jinja.Value.Real;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Python's arithmetic: integers of any size up to a bound, floor division, signs as in Python. */
final class Numbers {
  private static final int MAX_BITS = 10_000;

  private Numbers() {}

  static boolean isNumber(Value value) {
    return value instanceof Int || value instanceof Real || value instanceof Bool;
  }

  /** The integer that a value is; null for all else. */
  static @Nullable BigInteger integer(Value value) {
    if (value instanceof Int integer) {
      return integer.number();
    }
    return value instanceof Bool bool ? bool.number() : null;
  }

  /** An integer that may be an index; one beyond all lengths stands for those beyond it. */
  static Optional<Integer> index(Value value) {
    BigInteger integer = integer(value);
    if (integer == null) {
      return Optional.empty();
    }
    BigInteger most = BigInteger.valueOf(Integer.MAX_VALUE);
    return Optional.of(integer.min(most).max(most.negate()).intValue());
  }

  /** The float that a number is. */
  static double real(Value value) {
    if (value instanceof Real real) {
      return real.number();
    }
    BigInteger integer = integer(value);
    if (integer == null) {
      throw TemplateException.evaluation("'" + value.type() + "' is not a number");
    }
    double number = integer.doubleValue();
    if (Double.isInfinite(number)) {
      throw TemplateException.evaluation("an integer is too large for a float");
    }
    return number;
  }

  /** An operation on two numbers of one kind. */
  static Value apply(String operator, Value left, Value right) {
    BigInteger a = integer(left);
    BigInteger b = integer(right);
    return a != null && b != null
        ? integers(operator, a, b)
        : new Real(reals(operator, real(left), real(right)));
  }

  private static Value integers(String operator, BigInteger a, BigInteger b) {
    return switch (operator) {
      case "+" -> bounded(a.add(b));
      case "-" -> bounded(a.subtract(b));
      case "*" -> bounded(a.multiply(b));
      case "/" -> new Real(quotient(a, nonZero(b)));
      case "//" -> bounded(floor(a, nonZero(b)));
      case "%" -> bounded(a.subtract(floor(a, nonZero(b)).multiply(b)));
      case "**" -> power(a, b);
      default -> throw new IllegalStateException(operator);
    };
  }

  private static Int bounded(BigInteger number) {
    if (number.bitLength() > MAX_BITS) {
      throw TemplateException.limit("an integer has more than " + MAX_BITS + " bits");
    }
    return new Int(number);
  }

  private static BigInteger nonZero(BigInteger divisor) {
    if (divisor.signum() == 0) {
      throw TemplateException.evaluation("division by zero");
    }
    return divisor;
  }

  private static double quotient(BigInteger a, BigInteger b) {
    double result =
        a.bitLength() < 54 && b.bitLength() < 54
            ? a.doubleValue() / b.doubleValue()
            : new BigDecimal(a).divide(new BigDecimal(b), new MathContext(60)).doubleValue();
    if (Double.isInfinite(result)) {
      throw TemplateException.evaluation("an integer is too large for a float");
    }
    return result;
  }

  private static BigInteger floor(BigInteger a, BigInteger b) {
    BigInteger[] parts = a.divideAndRemainder(b);
    boolean below = parts[1].signum() != 0 && parts[1].signum() != b.signum();
    return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static Value power(BigInteger a, BigInteger b) {
    if (b.signum() < 0) {
      return new Real(realPower(a.doubleValue(), b.doubleValue()));
    }
    if (a.abs().compareTo(BigInteger.ONE) <= 0) {
      // 0, 1 and −1 stay small; whether the exponent is 0 and its last bit say all
      return new Int(a.pow(b.signum() == 0 ? 0 : b.testBit(0) ? 1 : 2));
    }
    if (b.bitLength() > 20 || (long) a.bitLength() * b.intValue() > MAX_BITS + 64L) {
      throw TemplateException.limit("an integer has more than " + MAX_BITS + " bits");
    }
    return bounded(a.pow(b.intValue()));
  }

  private static double reals(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / nonZero(b);
      case "//" -> floor(a, nonZero(b));
      case "%" -> remainder(a, nonZero(b));
      case "**" -> realPower(a, b);
      default -> throw new IllegalStateException(operator);
    };
  }

  private static double nonZero(double divisor) {
    if (divisor == 0) {
      throw TemplateException.evaluation("division by zero");
    }
    return divisor;
  }

  /** The sign is the divisor's. */
  private static double remainder(double a, double b) {
    double rest = a % b;
    if (rest == 0) {
      return Math.copySign(0, b);
    }
    return (rest < 0) == (b < 0) ? rest : rest + b;
  }

  private static double floor(double a, double b) {
    double rest = a % b;
    double quotient = (a - rest) / b;
    if (rest != 0 && (rest < 0) != (b < 0)) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return Math.copySign(0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static double realPower(double a, double b) {
    if (a == 0 && b < 0) {
      throw TemplateException.evaluation("zero has no negative power");
    }
    if (a == 1 || b == 0) {
      return 1;
    }
    if (a < 0 && Double.isFinite(a) && Double.isFinite(b) && b != Math.rint(b)) {
      throw TemplateException.evaluation("a power of a negative number is not real");
    }
    double result = Math.pow(a, b);
    if (Double.isInfinite(result) && Double.isFinite(a) && Double.isFinite(b)) {
      throw TemplateException.evaluation("a power is too large for a float");
    }
    return result;
  }

  static Value negative(Value value) {
    BigInteger integer = integer(value);
    return integer != null ? new Int(integer.negate()) : new Real(-real(value));
  }

  static Value positive(Value value) {
    BigInteger integer = integer(value);
    return integer != null ? new Int(integer) : new Real(real(value));
  }

  static Value absolute(Value value) {
    BigInteger integer = integer(value);
    return integer != null ? new Int(integer.abs()) : new Real(Math.abs(real(value)));
  }

  /** Orders exactly; nothing is less or more than a NaN. */
  static Optional<Integer> compare(Value left, Value right) {
    double a = left instanceof Real real ? real.number() : 0;
    double b = right instanceof Real real ? real.number() : 0;
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Optional.empty();
    }
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      return Optional.of(
          Double.compare(Double.isInfinite(a) ? a : 0, Double.isInfinite(b) ? b : 0));
    }
    return Optional.of(exact(left).compareTo(exact(right)));
  }

  private static BigDecimal exact(Value value) {
    BigInteger integer = integer(value);
    return integer != null ? new BigDecimal(integer) : new BigDecimal(real(value));
  }

  /** Python's {@code round}: to even where two are as near. */
  static Value round(Value value, int places) {
    BigInteger integer = integer(value);
    if (integer != null) {
      if (places >= 0) {
        return new Int(integer);
      }
      BigDecimal rounded =
          places < -MAX_BITS
              ? BigDecimal.ZERO
              : new BigDecimal(integer).setScale(places, RoundingMode.HALF_EVEN);
      return new Int(rounded.toBigInteger());
    }
    double number = real(value);
    if (!Double.isFinite(number) || places > 400) {
      return new Real(number);
    }
    double rounded =
        places < -400
            ? 0
            : new BigDecimal(number).setScale(places, RoundingMode.HALF_EVEN).doubleValue();
    return new Real(Math.copySign(rounded, number));
  }

  /** The integer part. */
  static Int truncated(double number) {
    if (!Double.isFinite(number)) {
      throw TemplateException.evaluation(
          "cannot convert " + PythonText.number(number) + " to an integer");
    }
    return new Int(new BigDecimal(number).toBigInteger());
  }
}
