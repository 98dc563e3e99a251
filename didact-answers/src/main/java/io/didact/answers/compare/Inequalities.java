package io.didact.answers.compare;

import io.didact.answers.compute.Algebra;
import io.didact.answers.compute.Atom;
import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Form;
import io.didact.answers.compute.Function;
import io.didact.answers.compute.LogReading;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Node.Comparator;
import io.didact.answers.compute.Parts;
import io.didact.answers.compute.Rational;
import io.didact.answers.compute.Term;
import io.didact.answers.compute.Variables;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Solves relations that are linear or quadratic in one variable, or in its absolute value. */
final class Inequalities {
  private static final Node ZERO = Node.Num.of(0);

  private final Budget budget;

  Inequalities(Budget budget) {
    this.budget = budget;
  }

  /** The numbers that satisfy a relation in one variable; null if it is not solved. */
  @Nullable RealSet solve(Node.Relation written) {
    Node.Relation relation = (Node.Relation) withoutFunctions(written);
    if (Variables.of(relation).size() != 1) {
      return null;
    }
    RealSet all = RealSet.ALL;
    for (int i = 0; i < relation.operators().size(); i++) {
      Node left = relation.parts().get(i);
      Node right = relation.parts().get(i + 1);
      RealSet one = solve(left, relation.operators().get(i), right);
      if (one == null) {
        return null;
      }
      all = all.intersection(one);
    }
    return all;
  }

  /** f(x) counts as a variable. */
  private static Node withoutFunctions(Node node) {
    if (node instanceof Node.Opaque) {
      return new Node.Name(node.toString());
    }
    List<Node> parts = Parts.of(node);
    return parts.isEmpty()
        ? node
        : Parts.replaced(node, parts.stream().map(Inequalities::withoutFunctions).toList());
  }

  private @Nullable RealSet solve(Node left, Comparator operator, Node right) {
    if (operator == Comparator.ELEMENT || operator == Comparator.EQUIVALENT) {
      return null;
    }
    if (Variables.of(left).isEmpty() && !Variables.of(right).isEmpty()) {
      return solve(right, operator.flipped(), left);
    }
    int infinity = ScalarEquality.infinity(right);
    if (infinity != 0) {
      boolean below = operator == Comparator.LESS || operator == Comparator.AT_MOST;
      return operator.isOrder() && below == infinity > 0 ? RealSet.ALL : null;
    }
    if (left instanceof Node.Call call
        && call.function() == Function.ABS
        && Variables.of(right).isEmpty()) {
      return absolute(call.arguments().get(0), operator, right);
    }
    List<Node> coefficients = coefficients(Node.difference(left, right));
    if (coefficients == null) {
      return null;
    }
    return coefficients.size() == 2
        ? linear(coefficients, operator)
        : quadratic(coefficients, operator);
  }

  /** |g| &lt; c: −c &lt; g &lt; c; the other relations are made of this one. */
  private @Nullable RealSet absolute(Node inner, Comparator operator, Node right) {
    Node opposite = new Node.Negative(right);
    return switch (operator) {
      case LESS, AT_MOST -> both(inner, operator, right, operator.flipped(), opposite);
      case GREATER, AT_LEAST -> complement(absolute(inner, negated(operator), right));
      case EQUAL -> either(inner, right, opposite);
      case NOT_EQUAL -> complement(either(inner, right, opposite));
      case ELEMENT, EQUIVALENT -> null;
    };
  }

  private static Comparator negated(Comparator operator) {
    return operator == Comparator.GREATER ? Comparator.AT_MOST : Comparator.LESS;
  }

  private @Nullable RealSet both(
      Node inner, Comparator first, Node right, Comparator second, Node opposite) {
    RealSet below = solve(inner, first, right);
    RealSet above = solve(inner, second, opposite);
    return below == null || above == null ? null : below.intersection(above);
  }

  private @Nullable RealSet either(Node inner, Node right, Node opposite) {
    RealSet one = solve(inner, Comparator.EQUAL, right);
    RealSet other = solve(inner, Comparator.EQUAL, opposite);
    return one == null || other == null ? null : one.union(other);
  }

  private static @Nullable RealSet complement(@Nullable RealSet set) {
    return set == null ? null : set.complement();
  }

  /** c₀ + c₁ x = 0, or with c₂ x²; null for anything else. */
  private @Nullable List<Node> coefficients(Node node) {
    Set<String> variables = Variables.of(node);
    Form form = new Algebra(budget, LogReading.NATURAL).of(node);
    if (!form.isPolynomial() || variables.size() != 1) {
      return null;
    }
    List<List<Node>> sums = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Term term : form.numerator().list()) {
      int degree = 0;
      List<Node> factors = new ArrayList<>(List.of(new Node.Num(term.coefficient(), -1)));
      for (var power : term.powers().entrySet()) {
        Atom atom = power.getKey();
        if (atom.kind() == Atom.Kind.VARIABLE) {
          if (!power.getValue().isInteger() || power.getValue().bits() > 2) {
            return null;
          }
          degree = power.getValue().numerator().intValueExact();
        } else if (atom.isPositive()) {
          factors.add(new Node.Power(value(atom), new Node.Num(power.getValue(), -1)));
        } else {
          return null;
        }
      }
      if (degree < 0 || degree > 2) {
        return null;
      }
      sums.get(degree).add(factors.size() == 1 ? factors.get(0) : new Node.Product(factors));
    }
    int degree = !sums.get(2).isEmpty() ? 2 : 1;
    return sums.get(degree).isEmpty()
        ? null
        : sums.subList(0, degree + 1).stream().map(Inequalities::total).toList();
  }

  private static Node value(Atom atom) {
    return atom.kind() == Atom.Kind.CONSTANT
        ? new Node.Name(atom.key())
        : new Node.Num(Rational.of(new BigInteger(atom.key())), -1);
  }

  private static Node total(List<Node> terms) {
    return terms.isEmpty() ? ZERO : terms.size() == 1 ? terms.get(0) : new Node.Sum(terms);
  }

  private RealSet linear(List<Node> coefficients, Comparator operator) {
    Node slope = coefficients.get(1);
    Node root = new Node.Quotient(new Node.Negative(coefficients.get(0)), slope);
    Bound bound = Bound.of(root, budget);
    boolean rising = Bound.of(slope, budget).value().signum() > 0;
    RealSet below = RealSet.of(Bound.LOWEST, false, bound, false);
    return chosen(
        rising ? below : below.complement().without(RealSet.point(bound)),
        RealSet.point(bound),
        operator);
  }

  private RealSet quadratic(List<Node> c, Comparator operator) {
    Node four = new Node.Product(List.of(Node.Num.of(-4), c.get(2), c.get(0)));
    Node square = new Node.Power(c.get(1), Node.Num.of(2));
    Node discriminant = new Node.Sum(List.of(square, four));
    boolean upward = Bound.of(c.get(2), budget).value().signum() > 0;
    int sign = Bound.of(discriminant, budget).compareTo(Bound.of(ZERO, budget));
    RealSet zeros = RealSet.EMPTY;
    RealSet between = RealSet.EMPTY;
    if (sign >= 0) {
      Node root = new Node.Root(Node.Num.of(2), discriminant);
      Bound one = zero(c, new Node.Negative(root));
      Bound other = zero(c, root);
      zeros = RealSet.point(one).union(RealSet.point(other));
      between =
          one.compareTo(other) < 0
              ? RealSet.of(one, false, other, false)
              : RealSet.of(other, false, one, false);
    }
    RealSet negative = upward ? between : between.union(zeros).complement();
    return chosen(negative, zeros, operator);
  }

  private Bound zero(List<Node> c, Node root) {
    Node top = new Node.Sum(List.of(new Node.Negative(c.get(1)), root));
    Node bottom = new Node.Product(List.of(Node.Num.of(2), c.get(2)));
    return Bound.of(new Node.Quotient(top, bottom), budget);
  }

  /** From where a function is negative and where it is 0. */
  private static RealSet chosen(RealSet negative, RealSet zeros, Comparator operator) {
    return switch (operator) {
      case LESS -> negative;
      case AT_MOST -> negative.union(zeros);
      case GREATER -> negative.union(zeros).complement();
      case AT_LEAST -> negative.complement();
      case EQUAL, ELEMENT, EQUIVALENT -> zeros;
      case NOT_EQUAL -> zeros.complement();
    };
  }
}
