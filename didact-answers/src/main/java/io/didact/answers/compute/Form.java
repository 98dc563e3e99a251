package io.didact.answers.compute;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** A quotient of {@link Polynomial}s, not reduced: two are compared by multiplying crosswise. */
public record Form(Polynomial numerator, Polynomial denominator) {
  static Form of(Term term) {
    return new Form(Polynomial.of(term), Polynomial.ONE);
  }

  static Form of(Rational value) {
    return of(Term.of(value));
  }

  Form plus(Form other, Budget budget) {
    if (denominator.equals(other.denominator)) {
      return new Form(numerator.plus(other.numerator, budget), denominator);
    }
    return new Form(
        numerator
            .times(other.denominator, budget)
            .plus(other.numerator.times(denominator, budget), budget),
        denominator.times(other.denominator, budget));
  }

  Form times(Form other, Budget budget) {
    return new Form(
        numerator.times(other.numerator, budget), denominator.times(other.denominator, budget));
  }

  Form negate() {
    return new Form(numerator.negate(), denominator);
  }

  /**
   * 1/this. A single term goes into the other polynomial, so that most denominators are 1.
   *
   * @throws UndefinedException when this is 0
   */
  Form inverse(Budget budget) {
    if (numerator.isZero()) {
      throw new UndefinedException("a division by 0");
    }
    if (numerator.terms().size() > 1) {
      return new Form(denominator, numerator);
    }
    Polynomial inverse = Polynomial.of(numerator.list().get(0).inverse());
    return new Form(denominator.times(inverse, budget), Polynomial.ONE);
  }

  /**
   * A power.
   *
   * @param exponent ≥ 0
   */
  Form power(int exponent, Budget budget) {
    return Powers.bySquaring(of(Rational.ONE), this, exponent, (a, b) -> a.times(b, budget));
  }

  /** this − other as a polynomial: the numerator of the difference. */
  public Polynomial difference(Form other, Budget budget) {
    return plus(other.negate(), budget).numerator;
  }

  public boolean isPolynomial() {
    return denominator.equals(Polynomial.ONE);
  }

  /**
   * Whether different forms are different numbers or functions: rational functions of variables
   * over the field of roots of primes and i, and of π or e but not both. Roots of different
   * square-free products of primes are linearly independent over the rationals (Besicovitch 1940).
   */
  public boolean isDecisive() {
    Set<Atom> constants = new HashSet<>();
    for (Polynomial polynomial : List.of(numerator, denominator)) {
      for (SortedMap<Atom, Rational> powers : polynomial.terms().keySet()) {
        for (var power : powers.entrySet()) {
          Atom atom = power.getKey();
          if (atom.kind() == Atom.Kind.OPAQUE
              || (!power.getValue().isInteger() && atom.kind() != Atom.Kind.PRIME)) {
            return false;
          }
          if (atom.kind() == Atom.Kind.CONSTANT) {
            constants.add(atom);
          }
        }
      }
    }
    return constants.size() < 2;
  }

  String key() {
    return isPolynomial()
        ? numerator.key()
        : "(" + numerator.key() + ")/(" + denominator.key() + ")";
  }
}
