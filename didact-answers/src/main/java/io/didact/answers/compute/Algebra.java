package io.didact.answers.compute;

import java.math.BigInteger;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings an expression into {@link Form}, exactly. */
public final class Algebra {
  private static final int LARGEST_EXPONENT = 300;
  private static final int LONGEST_RADICAND = 256;

  private final Budget budget;
  private final LogReading logarithm;

  public Algebra(Budget budget, LogReading logarithm) {
    this.budget = budget;
    this.logarithm = logarithm;
  }

  /**
   * The form.
   *
   * @throws UnreadableException when the expression is no number
   * @throws UndefinedException when it divides by 0
   * @throws OverBudgetException when it is too much work
   */
  public Form of(Node node) {
    budget.spend(1);
    if (node instanceof Node.Num num) {
      return Form.of(num.value());
    } else if (node instanceof Node.Name name) {
      return Form.of(Term.of(atom(name.name()), Rational.ONE));
    } else if (node instanceof Node.Sum sum) {
      return sum.terms().stream().map(this::of).reduce((a, b) -> a.plus(b, budget)).orElseThrow();
    } else if (node instanceof Node.Product product) {
      return product.factors().stream()
          .map(this::of)
          .reduce((a, b) -> a.times(b, budget))
          .orElseThrow();
    } else if (node instanceof Node.Negative negative) {
      return of(negative.operand()).negate();
    } else if (node instanceof Node.Quotient quotient) {
      return of(quotient.dividend()).times(of(quotient.divisor()).inverse(budget), budget);
    } else if (node instanceof Node.Power power) {
      return power(of(power.base()), of(power.exponent()));
    } else if (node instanceof Node.Root root) {
      return power(of(root.radicand()), of(root.index()).inverse(budget));
    } else if (node instanceof Node.Call call) {
      return call(call);
    } else if (node instanceof Node.Opaque opaque) {
      return opaque(opaque.name(), opaque);
    } else if (node instanceof Node.Quantity quantity) {
      return quantity(quantity);
    } else if (node instanceof Node.Ratio ratio && ratio.parts().size() == 2) {
      return of(ratio.parts().get(0)).times(of(ratio.parts().get(1)).inverse(budget), budget);
    }
    throw new UnreadableException("it is no number");
  }

  private static Atom atom(String name) {
    Constants.requireKnown(name);
    return switch (name) {
      case Constants.I -> Atom.I;
      case Constants.PI, Constants.E -> new Atom(Atom.Kind.CONSTANT, name);
      case Constants.INFINITY -> throw new UnreadableException("infinity is no number");
      default -> new Atom(Atom.Kind.VARIABLE, name);
    };
  }

  private Form quantity(Node.Quantity quantity) {
    Form value = of(quantity.value());
    Unit unit = quantity.unit();
    if (!unit.isPureNumber()) {
      return value;
    }
    Form scaled = value.times(Form.of(unit.scale()), budget);
    return unit.halfTurns()
        ? scaled.times(Form.of(Term.of(atom(Constants.PI), Rational.ONE)), budget)
        : scaled;
  }

  private Form opaque(String name, Node node) {
    return opaque(name + keys(node, "(", ",", ")"));
  }

  private static Form opaque(String key) {
    return Form.of(Term.of(new Atom(Atom.Kind.OPAQUE, key), Rational.ONE));
  }

  /** The bound of a sum is a relation, and an argument may be a tuple. */
  private String argumentKey(Node node) {
    if (node instanceof Node.Relation
        || node instanceof Node.Tuple
        || node instanceof Node.Several) {
      return keys(node, "[", ";", "]");
    }
    return of(node).key();
  }

  private String keys(Node node, String open, String between, String close) {
    return Parts.of(node).stream()
        .map(this::argumentKey)
        .collect(Collectors.joining(between, open, close));
  }

  private Form call(Node.Call call) {
    Rational exact = Rationals.of(call, budget);
    if (exact != null) {
      return Form.of(exact);
    }
    if (call.function() == Function.LOG) {
      Node x = call.arguments().get(0);
      return logarithm == LogReading.NATURAL
          ? opaque("LN(" + of(x).key() + ")")
          : opaque("LOG_TO_BASE(" + Form.of(Rational.of(10)).key() + "," + of(x).key() + ")");
    }
    return opaque(call.function().name(), call);
  }

  private Form power(Form base, Form exponent) {
    Rational exact = rational(exponent);
    if (exact == null) {
      return opaque("[" + base.key() + "]^[" + exponent.key() + "]");
    }
    if (exact.isInteger()) {
      return integerPower(base, exact);
    }
    Form root = root(base, exact);
    return root == null
        ? Form.of(Term.of(new Atom(Atom.Kind.OPAQUE, "[" + base.key() + "]"), exact))
        : root;
  }

  private static @Nullable Rational rational(Form form) {
    if (!form.isPolynomial() || form.numerator().terms().size() > 1) {
      return null;
    }
    if (form.numerator().isZero()) {
      return Rational.ZERO;
    }
    Term term = form.numerator().list().get(0);
    return term.powers().isEmpty() ? term.coefficient() : null;
  }

  private Form integerPower(Form base, Rational exponent) {
    boolean single = base.isPolynomial() && base.numerator().terms().size() == 1;
    int limit = single ? Budget.BITS : LARGEST_EXPONENT;
    if (exponent.abs().compareTo(Rational.of(limit)) > 0) {
      throw new OverBudgetException("an exponent is too large");
    }
    int power = exponent.numerator().intValueExact();
    Form positive = base.power(Math.abs(power), budget);
    return power < 0 ? positive.inverse(budget) : positive;
  }

  /** The root of a single term, as far as it holds for all values; null if it does not. */
  private @Nullable Form root(Form base, Rational exponent) {
    if (!base.isPolynomial() || base.numerator().terms().size() != 1) {
      return base.numerator().isZero() && exponent.signum() > 0 ? Form.of(Rational.ZERO) : null;
    }
    Term term = base.numerator().list().get(0);
    Term result = absoluteRoot(term.coefficient().abs(), exponent);
    boolean allPositive = true;
    for (Map.Entry<Atom, Rational> power : term.powers().entrySet()) {
      Atom atom = power.getKey();
      Rational own = power.getValue();
      allPositive &= atom.isPositive();
      if (!atom.isPositive() && !(own.abs().equals(Rational.ONE) && atom != Atom.I)) {
        return null; // the square root of x² is not x
      }
      result = result.times(term(atom, own.times(exponent)), budget);
    }
    if (term.coefficient().signum() > 0) {
      return Form.of(result);
    }
    if (exponent.denominator().testBit(0)) {
      boolean odd = exponent.numerator().testBit(0);
      return odd ? Form.of(result).negate() : Form.of(result);
    }
    if (!allPositive || !exponent.denominator().equals(BigInteger.TWO)) {
      return null;
    }
    Term turn = Term.of(Atom.I, Rational.of(exponent.numerator()));
    return Form.of(result.times(turn, budget));
  }

  private Term absoluteRoot(Rational positive, Rational exponent) {
    Term upper = integerRoot(positive.numerator(), exponent);
    return upper.times(integerRoot(positive.denominator(), exponent.negate()), budget);
  }

  /** n to a rational exponent, as roots of its prime factors. */
  private Term integerRoot(BigInteger n, Rational exponent) {
    Term result = Term.ONE;
    BigInteger rest = n;
    if (n.bitLength() > LONGEST_RADICAND) {
      return Term.of(new Atom(Atom.Kind.OPAQUE, "[" + n + "]"), exponent);
    }
    budget.spend(20 + n.bitLength());
    for (int p = 2; p < 1_000 && !rest.equals(BigInteger.ONE); p += p == 2 ? 1 : 2) {
      BigInteger prime = BigInteger.valueOf(p);
      if (rest.bitLength() < 21 && p * p > rest.intValueExact()) {
        break;
      }
      int count = 0;
      while (rest.mod(prime).signum() == 0) {
        rest = rest.divide(prime);
        count++;
      }
      if (count > 0) {
        Rational power = exponent.times(Rational.of(count));
        result = result.times(term(Atom.prime(prime), power), budget);
      }
    }
    if (rest.equals(BigInteger.ONE)) {
      return result;
    }
    boolean prime = rest.bitLength() < 20 || isPrime(rest);
    Atom atom = prime ? Atom.prime(rest) : new Atom(Atom.Kind.OPAQUE, "[" + rest + "]");
    return result.times(term(atom, exponent), budget);
  }

  /** Up to some 20 powers modulo n, so 3 ms for 256 bits. */
  private boolean isPrime(BigInteger n) {
    budget.spend((long) n.bitLength() * n.bitLength() / 12);
    return n.isProbablePrime(40);
  }

  /** A power of an atom; whole powers of primes are multiplied out. */
  private Term term(Atom atom, Rational exponent) {
    if (atom.kind() == Atom.Kind.PRIME && exponent.abs().compareTo(Rational.ONE) > 0) {
      BigInteger times = exponent.abs().floor();
      if (times.bitLength() > 16) {
        throw new OverBudgetException("an exponent is too large");
      }
      budget.spendBits(new BigInteger(atom.key()).bitLength() * times.longValueExact());
    }
    return Term.of(atom, exponent);
  }
}
