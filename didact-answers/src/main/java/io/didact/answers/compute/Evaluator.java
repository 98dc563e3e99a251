package io.didact.answers.compute;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** The value of an expression at a {@link Point}, to a number of digits. */
public final class Evaluator {
  /** Most digits before the point, and most zeros behind it. */
  private static final int MOST_DIGITS = 500_000;

  /** The same for what functions are taken of, which write some of them out. */
  private static final int MOST_DIGITS_OF_ARGUMENTS = 20_000;

  private final Point point;
  private final Budget budget;
  private final Elementary elementary;
  private final MathContext context;
  private final FunctionValues functions;
  private final Powers powers;

  /**
   * Evaluates at a point.
   *
   * @param digits up to 120
   */
  public Evaluator(Point point, int digits, Budget budget) {
    this.point = point;
    this.budget = budget;
    elementary = new Elementary(digits, budget);
    context = elementary.context();
    functions = new FunctionValues(point, elementary, budget);
    powers = new Powers(point, elementary, functions, budget);
  }

  /**
   * The value.
   *
   * @throws UndefinedException when there is none at this point
   * @throws UnreadableException when the expression has no value anywhere: it is no number
   * @throws OverBudgetException when it is too much work
   */
  public Complex value(Node node) {
    budget.spend(2);
    try {
      Complex value = evaluate(node);
      requireMagnitude(value, MOST_DIGITS);
      return value.isReal() ? value : value.withoutRounding(value.size(), context);
    } catch (ArithmeticException e) {
      throw tooLargeOrSmall();
    }
  }

  private static void requireMagnitude(Complex value, int digits) {
    for (BigDecimal part : List.of(value.real(), value.imaginary())) {
      if (Math.abs((long) part.precision() - part.scale()) > digits) {
        throw tooLargeOrSmall();
      }
    }
  }

  private static OverBudgetException tooLargeOrSmall() {
    return new OverBudgetException("a number is too large or too small");
  }

  private Complex evaluate(Node node) {
    if (node instanceof Node.Num num) {
      budget.spendBits(num.value().bits());
      return Complex.of(num.value(), context);
    } else if (node instanceof Node.Name name) {
      return named(name.name());
    } else if (node instanceof Node.Sum sum) {
      List<Complex> terms = sum.terms().stream().map(this::value).toList();
      return terms.stream()
          .reduce(Complex.ZERO, (a, b) -> a.plus(b, context))
          .withoutRounding(largest(terms), context);
    } else if (node instanceof Node.Product product) {
      return product.factors().stream()
          .map(this::value)
          .reduce(Complex.ONE, (a, b) -> a.times(b, context));
    } else if (node instanceof Node.Negative negative) {
      return value(negative.operand()).negate();
    } else if (node instanceof Node.Quotient quotient) {
      return value(quotient.dividend()).over(value(quotient.divisor()), context);
    } else if (node instanceof Node.Power power) {
      return power(power);
    } else if (node instanceof Node.Root root) {
      return root(root);
    } else if (node instanceof Node.Call call) {
      return call(call);
    } else if (node instanceof Node.Quantity quantity) {
      return quantity(quantity);
    } else if (node instanceof Node.Ratio ratio && ratio.parts().size() == 2) {
      return value(ratio.parts().get(0)).over(value(ratio.parts().get(1)), context);
    } else if (node instanceof Node.Opaque opaque) {
      return unknown(opaque);
    }
    throw new UnreadableException("it is no number");
  }

  private Complex call(Node.Call call) {
    List<Complex> arguments = call.arguments().stream().map(this::value).toList();
    if (!call.function().isLogarithm()) {
      arguments.forEach(argument -> requireMagnitude(argument, MOST_DIGITS_OF_ARGUMENTS));
    }
    Complex value = functions.value(call.function(), arguments);
    return call.function() == Function.EXP
        ? value // small without having been rounded to it
        : value.withoutRounding(largest(arguments), context);
  }

  /** The size of the largest: what is reckoned from them is as exact as its last digits. */
  private static BigDecimal largest(List<Complex> values) {
    return values.stream().map(Complex::size).reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  /** A function of unknown value: any number, the same wherever name and arguments are. */
  private Complex unknown(Node.Opaque function) {
    StringBuilder name = new StringBuilder(function.name());
    MathContext few = new MathContext(20);
    for (Node argument : function.arguments()) {
      Complex value = value(argument);
      name.append(' ').append(value.real().round(few).stripTrailingZeros());
      name.append(' ').append(value.imaginary().round(few).stripTrailingZeros());
    }
    return Complex.of(SamplePoints.value(name.toString()), context);
  }

  private Complex quantity(Node.Quantity quantity) {
    Complex value = value(quantity.value());
    Unit unit = quantity.unit();
    if (!unit.isPureNumber()) {
      return value;
    }
    Complex scaled = value.times(Complex.of(unit.scale(), context), context);
    return unit.halfTurns() ? scaled.times(Complex.real(elementary.pi()), context) : scaled;
  }

  private Complex named(String name) {
    return switch (name) {
      case Constants.PI -> Complex.real(elementary.pi());
      case Constants.E -> Complex.real(elementary.exp(BigDecimal.ONE));
      case Constants.I -> imaginaryUnit();
      case Constants.INFINITY -> throw new UnreadableException("infinity is no number");
      default -> variable(name);
    };
  }

  private Complex imaginaryUnit() {
    if (!point.complex()) {
      throw new UndefinedException("i is not real");
    }
    return Complex.I;
  }

  private Complex variable(String name) {
    Constants.requireKnown(name);
    Rational value = point.values().get(name);
    if (value == null) {
      throw new UnreadableException(name + " is no number");
    }
    return Complex.of(value, context);
  }

  private Complex power(Node.Power power) {
    Complex base = value(power.base());
    Rational exact = Rationals.of(power.exponent(), budget);
    return exact == null
        ? powers.power(base, value(power.exponent()))
        : powers.rationalPower(base, exact);
  }

  private Complex root(Node.Root root) {
    Rational index = Rationals.of(root.index(), budget);
    if (index == null) {
      return powers.power(value(root.radicand()), Complex.ONE.over(value(root.index()), context));
    }
    if (index.signum() == 0) {
      throw new UndefinedException("a root with index 0");
    }
    return powers.rationalPower(value(root.radicand()), index.inverse());
  }
}
