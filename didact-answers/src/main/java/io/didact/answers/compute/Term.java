package io.didact.answers.compute;

import java.math.BigInteger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A rational number times powers of atoms. The form is unique: whole powers of primes and of i are
 * part of the coefficient.
 *
 * @param powers atom → exponent, never 0
 */
public record Term(Rational coefficient, SortedMap<Atom, Rational> powers) {
  static final SortedMap<Atom, Rational> NO_POWERS = new TreeMap<>();
  static final Term ONE = new Term(Rational.ONE, NO_POWERS);

  static Term of(Rational coefficient) {
    return new Term(coefficient, NO_POWERS);
  }

  static Term of(Atom atom, Rational exponent) {
    return normal(Rational.ONE, new TreeMap<>(Map.of(atom, exponent)));
  }

  Term times(Term other, Budget budget) {
    budget.spendOperation(coefficient, other.coefficient);
    Rational product = coefficient.times(other.coefficient);
    if (powers.isEmpty() || other.powers.isEmpty()) {
      return new Term(product, powers.isEmpty() ? other.powers : powers);
    }
    budget.spend(3 + 2L * (powers.size() + other.powers.size()));
    TreeMap<Atom, Rational> sum = new TreeMap<>(powers);
    other.powers.forEach((atom, exponent) -> sum.merge(atom, exponent, Rational::plus));
    return normal(product, sum);
  }

  /** 1/this. */
  public Term inverse() {
    TreeMap<Atom, Rational> negated = new TreeMap<>();
    powers.forEach((atom, exponent) -> negated.put(atom, exponent.negate()));
    return normal(coefficient.inverse(), negated);
  }

  private static Term normal(Rational coefficient, TreeMap<Atom, Rational> powers) {
    Rational factor = coefficient;
    TreeMap<Atom, Rational> rest = new TreeMap<>();
    for (Map.Entry<Atom, Rational> entry : powers.entrySet()) {
      Atom atom = entry.getKey();
      Rational exponent = entry.getValue();
      if (atom.kind() == Atom.Kind.PRIME) {
        Rational whole = Rational.of(exponent.floor());
        Rational prime = Rational.of(new BigInteger(atom.key()));
        if (whole.bits() > 16) {
          throw new OverBudgetException("an exponent is too large");
        }
        factor = factor.times(prime.power(whole.numerator().intValueExact()));
        exponent = exponent.minus(whole);
      } else if (atom.kind() == Atom.Kind.IMAGINARY && exponent.isInteger()) {
        int quarter = exponent.numerator().mod(BigInteger.valueOf(4)).intValueExact();
        factor = quarter >= 2 ? factor.negate() : factor;
        exponent = Rational.of(quarter % 2);
      }
      if (exponent.signum() != 0) {
        rest.put(atom, exponent);
      }
    }
    return new Term(factor, rest);
  }
}
