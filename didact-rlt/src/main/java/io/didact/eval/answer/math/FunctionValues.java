package io.didact.eval.answer.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Values of {@link Function}s, and powers, to a number of digits. */
final class FunctionValues {
  private static final int LARGEST_FACTORIAL = 3_000;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private final Point point;
  private final Elementary elementary;
  private final Budget budget;
  private final MathContext context;

  FunctionValues(Point point, Elementary elementary, Budget budget) {
    this.point = point;
    this.elementary = elementary;
    this.budget = budget;
    context = elementary.context();
  }

  Complex value(Function function, List<Complex> arguments) {
    if (arguments.isEmpty()) {
      throw new UnreadableException(function + " needs an argument");
    }
    Complex x = arguments.get(0);
    return switch (function) {
      case SIN -> sin(x);
      case COS -> cos(x);
      case TAN -> sin(x).over(nonzero(cos(x)), context);
      case COT -> cos(x).over(nonzero(sin(x)), context);
      case SEC -> Complex.ONE.over(nonzero(cos(x)), context);
      case CSC -> Complex.ONE.over(nonzero(sin(x)), context);
      case ARCSIN -> Complex.real(arcsin(real(x)));
      case ARCCOS -> Complex.real(quarterTurn().subtract(arcsin(real(x)), context));
      case ARCTAN -> Complex.real(elementary.arctan(real(x)));
      case ARCCOT -> Complex.real(quarterTurn().subtract(elementary.arctan(real(x)), context));
      case SINH -> exp(x).minus(exp(x.negate()), context).over(Complex.real(TWO), context);
      case COSH -> exp(x).plus(exp(x.negate()), context).over(Complex.real(TWO), context);
      case TANH -> {
        Complex square = exp(x.plus(x, context));
        yield square.minus(Complex.ONE, context).over(square.plus(Complex.ONE, context), context);
      }
      case ARSINH -> hyperbolic(real(x), BigDecimal.ONE);
      case ARCOSH -> hyperbolic(real(x), BigDecimal.ONE.negate());
      case ARTANH -> {
        BigDecimal y = real(x);
        Complex quotient =
            Complex.real(BigDecimal.ONE.add(y))
                .over(Complex.real(BigDecimal.ONE.subtract(y)), context);
        yield ln(quotient).over(Complex.real(TWO), context);
      }
      case LN -> ln(x);
      case LOG -> point.logarithm() == LogReading.NATURAL ? ln(x) : logTo(ten(), x);
      case LOG_TO_BASE -> logTo(x, second(arguments));
      case EXP -> exp(x);
      case ABS -> abs(x);
      case FLOOR -> Complex.real(whole(real(x), RoundingMode.FLOOR));
      case CEILING -> Complex.real(whole(real(x), RoundingMode.CEILING));
      case FACTORIAL -> Complex.real(factorial(integer(x), 1));
      case DOUBLE_FACTORIAL -> Complex.real(factorial(integer(x), 2));
      case BINOMIAL -> Complex.real(binomial(real(x), integer(second(arguments))));
      case GCD -> Complex.real(gcd(arguments));
      case LCM -> Complex.real(lcm(arguments));
      case MAX ->
          Complex.real(arguments.stream().map(this::real).reduce(BigDecimal::max).orElseThrow());
      case MIN ->
          Complex.real(arguments.stream().map(this::real).reduce(BigDecimal::min).orElseThrow());
      case MODULO -> modulo(real(x), real(second(arguments)));
    };
  }

  private static Complex ten() {
    return Complex.real(BigDecimal.TEN);
  }

  private static Complex second(List<Complex> arguments) {
    if (arguments.size() != 2) {
      throw new UnreadableException("a function needs two arguments");
    }
    return arguments.get(1);
  }

  private BigDecimal real(Complex value) {
    if (!value.isReal()) {
      throw new UndefinedException("a function of a number that is not real");
    }
    return value.real();
  }

  /** A value so near to 0 that only rounding keeps it from being 0 has no inverse. */
  private Complex nonzero(Complex value) {
    BigDecimal tiny = BigDecimal.ONE.scaleByPowerOfTen(5 - context.getPrecision());
    if (value.size().compareTo(tiny) < 0) {
      throw new UndefinedException("a division by 0");
    }
    return value;
  }

  private BigDecimal quarterTurn() {
    return elementary.pi().divide(TWO, context);
  }

  private Complex sin(Complex x) {
    if (x.isReal()) {
      return Complex.real(elementary.sinCos(x.real())[0]);
    }
    Complex ix = x.times(Complex.I, context);
    Complex twoI = new Complex(BigDecimal.ZERO, TWO);
    return exp(ix).minus(exp(ix.negate()), context).over(twoI, context);
  }

  private Complex cos(Complex x) {
    if (x.isReal()) {
      return Complex.real(elementary.sinCos(x.real())[1]);
    }
    Complex ix = x.times(Complex.I, context);
    return exp(ix).plus(exp(ix.negate()), context).over(Complex.real(TWO), context);
  }

  private BigDecimal arcsin(BigDecimal x) {
    BigDecimal rest = BigDecimal.ONE.subtract(x.multiply(x, context), context);
    if (rest.signum() < 0) {
      throw new UndefinedException("arcsin of a number beyond 1");
    }
    return rest.signum() == 0
        ? quarterTurn().multiply(BigDecimal.valueOf(x.signum()))
        : elementary.arctan(x.divide(elementary.sqrt(rest), context));
  }

  private Complex hyperbolic(BigDecimal x, BigDecimal one) {
    BigDecimal square = x.multiply(x, context).add(one, context);
    if (square.signum() < 0 || (one.signum() < 0 && x.signum() < 0)) {
      throw new UndefinedException("arcosh of a number below 1");
    }
    return ln(Complex.real(x.add(elementary.sqrt(square), context)));
  }

  Complex exp(Complex x) {
    BigDecimal size = elementary.exp(x.real());
    if (x.isReal()) {
      return Complex.real(size);
    }
    BigDecimal[] angle = elementary.sinCos(x.imaginary());
    return new Complex(size.multiply(angle[1], context), size.multiply(angle[0], context));
  }

  private Complex ln(Complex x) {
    if (x.isReal() && x.real().signum() > 0) {
      return Complex.real(elementary.ln(x.real()));
    }
    if (!point.complex() || x.isZero()) {
      throw new UndefinedException("logarithm of a number that is not positive");
    }
    return new Complex(elementary.ln(abs(x).real()), angle(x));
  }

  private BigDecimal angle(Complex x) {
    if (x.real().signum() == 0) {
      return quarterTurn().multiply(BigDecimal.valueOf(x.imaginary().signum()));
    }
    BigDecimal angle = elementary.arctan(x.imaginary().divide(x.real(), context));
    if (x.real().signum() > 0) {
      return angle;
    }
    return x.imaginary().signum() < 0
        ? angle.subtract(elementary.pi(), context)
        : angle.add(elementary.pi(), context);
  }

  private Complex logTo(Complex base, Complex x) {
    return ln(x).over(nonzero(ln(base)), context);
  }

  private Complex abs(Complex x) {
    if (x.isReal()) {
      return Complex.real(x.real().abs());
    }
    BigDecimal square =
        x.real().multiply(x.real()).add(x.imaginary().multiply(x.imaginary()), context);
    return Complex.real(elementary.sqrt(square));
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
    return exp(ln(base).times(exponent, context));
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
    return exp(ln(base).times(Complex.of(exponent, context), context));
  }

  private Complex integerPower(Complex base, int exponent) {
    budget.spend(2L * (32 - Integer.numberOfLeadingZeros(Math.abs(exponent))));
    if (exponent < 0) {
      return Complex.ONE.over(integerPower(base, -exponent), context);
    }
    Complex result = Complex.ONE;
    Complex square = base;
    for (int rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = result.times(square, context);
      }
      square = rest > 1 ? square.times(square, context) : square;
    }
    return result;
  }

  /** Floor and ceiling jump, so a value next to an integer is taken for none of its sides. */
  private BigDecimal whole(BigDecimal x, RoundingMode mode) {
    BigDecimal nearest = x.setScale(0, RoundingMode.HALF_EVEN);
    BigDecimal distance = x.subtract(nearest).abs();
    BigDecimal tiny = BigDecimal.ONE.scaleByPowerOfTen(10 - context.getPrecision());
    if (distance.signum() != 0 && distance.compareTo(tiny) < 0) {
      return nearest;
    }
    return x.setScale(0, mode);
  }

  private int integer(Complex value) {
    BigDecimal real = real(value);
    if (real.stripTrailingZeros().scale() > 0) {
      throw new UndefinedException("a factorial of a number that is no integer");
    }
    if (real.abs().compareTo(BigDecimal.valueOf(LARGEST_FACTORIAL)) > 0) {
      throw new OverBudgetException("a factorial beyond " + LARGEST_FACTORIAL);
    }
    return real.intValueExact();
  }

  private BigDecimal factorial(int n, int step) {
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

  private BigDecimal binomial(BigDecimal n, int k) {
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

  private BigInteger exactInteger(Complex value) {
    try {
      return real(value).toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw new UndefinedException("a divisor of a number that is no integer");
    }
  }

  private BigDecimal gcd(List<Complex> arguments) {
    return new BigDecimal(
        arguments.stream().map(this::exactInteger).reduce(BigInteger.ZERO, BigInteger::gcd));
  }

  private BigDecimal lcm(List<Complex> arguments) {
    return new BigDecimal(
        arguments.stream()
            .map(this::exactInteger)
            .map(BigInteger::abs)
            .reduce(
                BigInteger.ONE,
                (a, b) -> b.signum() == 0 ? BigInteger.ZERO : a.divide(a.gcd(b)).multiply(b)));
  }

  private Complex modulo(BigDecimal x, BigDecimal modulus) {
    if (modulus.signum() == 0) {
      throw new UndefinedException("a remainder modulo 0");
    }
    BigDecimal quotient = whole(x.divide(modulus, context), RoundingMode.FLOOR);
    return Complex.real(x.subtract(quotient.multiply(modulus), context));
  }
}
