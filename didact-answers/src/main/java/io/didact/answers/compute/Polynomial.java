package io.didact.answers.compute;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A sum of {@link Term}s with rational exponents, possibly negative: equal polynomials have equal
 * terms.
 *
 * @param terms powers → coefficient, never 0
 */
public record Polynomial(Map<SortedMap<Atom, Rational>, Rational> terms) {
  private static final int MOST_TERMS = 600;

  static final Polynomial ZERO = new Polynomial(Map.of());
  public static final Polynomial ONE = of(Term.ONE);

  public static Polynomial of(Term term) {
    return term.coefficient().signum() == 0
        ? ZERO
        : new Polynomial(Map.of(term.powers(), term.coefficient()));
  }

  public boolean isZero() {
    return terms.isEmpty();
  }

  /** The terms, in no order. */
  public List<Term> list() {
    List<Term> list = new ArrayList<>();
    terms.forEach((powers, coefficient) -> list.add(new Term(coefficient, powers)));
    return list;
  }

  Polynomial plus(Polynomial other, Budget budget) {
    Map<SortedMap<Atom, Rational>, Rational> sum = new HashMap<>(terms);
    for (Term term : other.list()) {
      add(term, sum, budget);
    }
    return new Polynomial(sum);
  }

  public Polynomial times(Polynomial other, Budget budget) {
    Map<SortedMap<Atom, Rational>, Rational> product = new HashMap<>();
    List<Term> others = other.list();
    for (Term left : list()) {
      for (Term right : others) {
        add(left.times(right, budget), product, budget);
      }
    }
    return new Polynomial(product);
  }

  Polynomial negate() {
    Map<SortedMap<Atom, Rational>, Rational> negated = new HashMap<>();
    terms.forEach((powers, coefficient) -> negated.put(powers, coefficient.negate()));
    return new Polynomial(negated);
  }

  private static void add(Term term, Map<SortedMap<Atom, Rational>, Rational> sum, Budget budget) {
    budget.spend(1 + term.powers().size());
    Rational before = sum.getOrDefault(term.powers(), Rational.ZERO);
    budget.spendOperation(before, term.coefficient());
    Rational after = before.plus(term.coefficient());
    if (after.signum() == 0) {
      sum.remove(term.powers());
    } else {
      sum.put(term.powers(), after);
    }
    if (sum.size() > MOST_TERMS) {
      throw new OverBudgetException("a polynomial has more than " + MOST_TERMS + " terms");
    }
  }

  /** A text that equal polynomials share. */
  String key() {
    List<String> parts = new ArrayList<>();
    for (Term term : list()) {
      StringBuilder part = new StringBuilder(term.coefficient().toString());
      term.powers()
          .forEach(
              (atom, exponent) -> part.append('*').append(atom.key()).append('^').append(exponent));
      parts.add(part.toString());
    }
    Collections.sort(parts);
    return String.join("+", parts);
  }
}
