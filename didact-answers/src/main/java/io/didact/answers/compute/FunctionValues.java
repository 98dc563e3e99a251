package io.didact.answers.compute;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Values of {@link Function}s to a number of digits. */
final class FunctionValues {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private final Point point;
  private final Elementary elementary;
  private final MathContext context;
  private final IntegerFunctions integers;

  FunctionValues(Point point, Elementary elementary, Budget budget) {
    this.point = point;
    this.elementary = elementary;
    context = elementary.context();
    integers = new IntegerFunctions(context, budget);
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
      case FLOOR -> Complex.real(integers.whole(real(x), RoundingMode.FLOOR));
      case CEILING -> Complex.real(integers.whole(real(x), RoundingMode.CEILING));
      case FACTORIAL -> Complex.real(integers.factorial(integers.small(real(x)), 1));
      case DOUBLE_FACTORIAL -> Complex.real(integers.factorial(integers.small(real(x)), 2));
      case BINOMIAL ->
          Complex.real(integers.binomial(real(x), integers.small(real(second(arguments)))));
      case GCD -> Complex.real(integers.gcd(reals(arguments)));
      case LCM -> Complex.real(integers.lcm(reals(arguments)));
      case MAX -> Complex.real(reals(arguments).stream().reduce(BigDecimal::max).orElseThrow());
      case MIN -> Complex.real(reals(arguments).stream().reduce(BigDecimal::min).orElseThrow());
      case MODULO -> Complex.real(integers.modulo(real(x), real(second(arguments))));
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

  private List<BigDecimal> reals(List<Complex> values) {
    return values.stream().map(this::real).toList();
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

  Complex ln(Complex x) {
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
}
