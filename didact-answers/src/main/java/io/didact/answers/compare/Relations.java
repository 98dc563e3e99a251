package io.didact.answers.compare;

import io.didact.answers.compute.Algebra;
import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Evaluator;
import io.didact.answers.compute.LogReading;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Node.Comparator;
import io.didact.answers.compute.Point;
import io.didact.answers.compute.Polynomial;
import io.didact.answers.compute.SamplePoints;
import io.didact.answers.compute.Term;
import io.didact.answers.compute.UndefinedException;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.compute.Variables;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares equations and inequalities. */
final class Relations {
  private static final int DIGITS = 60;
  private static final BigDecimal EQUAL = BigDecimal.ONE.scaleByPowerOfTen(-45);

  private static final String UNNAMED = ((Node.Name) Variables.UNNAMED).name();

  private final NodeEquality nodes;
  private final Names names;
  private final RealSets sets;
  private final Budget budget;

  Relations(NodeEquality nodes, RealSets sets, Budget budget) {
    this.nodes = nodes;
    names = new Names(nodes);
    this.sets = sets;
    this.budget = budget;
  }

  /**
   * What "name = value" says, also "name ∈ value" and "name ≡ value", or null when a relation says
   * more than that.
   */
  static @Nullable Node value(Node.Relation relation) {
    boolean named = Variables.isPlainName(relation.first());
    if (relation.is(Comparator.ELEMENT) || relation.is(Comparator.EQUIVALENT)) {
      return named ? relation.last() : null;
    }
    if (!relation.isEquation()) {
      return null;
    }
    List<Node> parts = relation.parts();
    if (parts.subList(0, parts.size() - 1).stream().anyMatch(Variables::isPlainName)) {
      return relation.last();
    }
    if (Variables.isPlainName(relation.last())) {
      return relation.first();
    }
    return parts.size() > 2 || isArithmetic(relation.first()) ? relation.last() : null;
  }

  /** 2 + 3 = 5 */
  private static boolean isArithmetic(Node left) {
    return Variables.of(left).isEmpty() && !(left instanceof Node.Num);
  }

  /** A relation against something that is none. */
  Comparison withOther(Node.Relation relation, Node other) {
    Node value = value(relation);
    if (value != null) {
      return nodes.compare(value, other);
    }
    Comparison asSets = asSets(relation, other);
    if (asSets != null) {
      return asSets;
    }
    return other instanceof Node.SetOperation
        ? Comparison.undecided("a relation and a set that is not known")
        : Comparison.different("a relation and a value");
  }

  private @Nullable Comparison asSets(Node a, Node b) {
    RealSet left = sets.of(a);
    RealSet right = sets.of(b);
    return left == null || right == null ? null : left.compare(right, new ScalarEquality(budget));
  }

  /** Two relations. */
  Comparison both(Node.Relation a, Node.Relation b) {
    Node left = value(a);
    Node right = value(b);
    if (left != null && right != null) {
      Sameness sameNames = names.compare(a, b);
      Comparison values = nodes.compare(left, right);
      boolean constants = Variables.of(left).isEmpty() && Variables.of(right).isEmpty();
      if (sameNames == Sameness.SAME) {
        return values.isSame() && left instanceof Node.Residue != right instanceof Node.Residue
            ? Comparison.undecided("a residue and a number")
            : values;
      }
      List<Node> first = ListEquality.coordinates(a);
      List<Node> second = ListEquality.coordinates(b);
      if (!first.isEmpty() && !second.isEmpty()) {
        return nodes.compare(
            new Node.Several(first, Node.Connector.AND),
            new Node.Several(second, Node.Connector.AND));
      } else if (values.sameness() == Sameness.DIFFERENT && constants) {
        return values;
      } else if (constants || values.isSame() && sameNames == Sameness.UNDECIDED) {
        return new Comparison(sameNames, "different names");
      }
    }
    if (differentSubjects(a, b)) {
      return Comparison.different("different variables");
    }
    Comparison asSets = asSets(a, b);
    return asSets == null ? proportional(a, b) : asSets;
  }

  private static boolean differentSubjects(Node a, Node b) {
    Set<String> left = Variables.of(a);
    Set<String> right = Variables.of(b);
    left.remove(UNNAMED);
    right.remove(UNNAMED);
    return left.size() == 1 && right.size() == 1 && !left.equals(right);
  }

  /** Every relation of one is a multiple of one of the other. */
  private Comparison proportional(Node.Relation a, Node.Relation b) {
    List<Node.Relation> rest = pairs(b);
    List<Node.Relation> left = pairs(a);
    Sameness all = left.size() == rest.size() ? Sameness.SAME : Sameness.DIFFERENT;
    for (Node.Relation one : left) {
      Sameness found = Sameness.DIFFERENT;
      for (Node.Relation other : List.copyOf(rest)) {
        Sameness same = found == Sameness.SAME ? Sameness.DIFFERENT : multiple(one, other);
        if (same == Sameness.SAME) {
          rest.remove(other);
        }
        found = found.or(same);
      }
      all = all.and(found);
    }
    if (all == Sameness.SAME
        && (Variables.isMoreThanNumbers(a) || Variables.isMoreThanNumbers(b))) {
      all = Sameness.UNDECIDED;
    }
    return Comparison.of(
        all,
        "one relation is a multiple of the other",
        "different relations",
        "the relations could not be compared");
  }

  private static List<Node.Relation> pairs(Node.Relation chain) {
    List<Node.Relation> pairs = new ArrayList<>();
    for (int i = 0; i < chain.operators().size(); i++) {
      pairs.add(
          new Node.Relation(chain.parts().subList(i, i + 2), List.of(chain.operators().get(i))));
    }
    return pairs;
  }

  /** Relations in which "less" is the only direction. */
  private static Node.Relation less(Node.Relation pair) {
    Comparator operator = pair.operators().get(0);
    boolean greater = operator == Comparator.GREATER || operator == Comparator.AT_LEAST;
    return greater
        ? new Node.Relation(List.of(pair.last(), pair.first()), List.of(operator.flipped()))
        : pair;
  }

  private Sameness multiple(Node.Relation one, Node.Relation other) {
    Node.Relation a = less(one);
    Node.Relation b = less(other);
    Comparator operator = a.operators().get(0);
    if (operator != b.operators().get(0)) {
      return Sameness.DIFFERENT;
    }
    Sameness identical =
        nodes
            .compare(a.first(), b.first())
            .sameness()
            .and(nodes.compare(a.last(), b.last()).sameness());
    if (identical == Sameness.SAME) {
      return identical;
    } else if (operator == Comparator.EQUIVALENT || operator == Comparator.ELEMENT) {
      return Sameness.UNDECIDED;
    }
    try {
      return constantRatio(side(a), side(b), operator);
    } catch (UnreadableException e) {
      return identical;
    }
  }

  private static Node side(Node.Relation pair) {
    return Node.difference(pair.first(), pair.last());
  }

  /** Whether a / b is one constant at all sample points, a positive one for inequalities. */
  private Sameness constantRatio(Node a, Node b, Comparator operator) {
    Polynomial left = operator.isOrder() ? null : numerator(a);
    Polynomial right = operator.isOrder() ? null : numerator(b);
    if (left != null && right != null && multiples(left, right)) {
      return Sameness.SAME;
    }
    Set<String> variables = Variables.of(a);
    variables.addAll(Variables.of(b));
    BigDecimal first = null;
    int agreements = 0;
    for (int i = 0; i < SamplePoints.COUNT && agreements < 5; i++) {
      Point point = new Point(SamplePoints.at(i, variables), false, LogReading.NATURAL);
      try {
        Evaluator evaluator = new Evaluator(point, DIGITS, budget);
        BigDecimal divisor = evaluator.value(b).real();
        if (divisor.signum() == 0) {
          continue;
        }
        MathContext context = new MathContext(DIGITS);
        BigDecimal ratio = evaluator.value(a).real().divide(divisor, context);
        boolean sign = operator.isOrder() ? ratio.signum() > 0 : ratio.signum() != 0;
        if (!sign || (first != null && !near(first, ratio))) {
          return Sameness.DIFFERENT;
        }
        first = ratio;
        agreements++;
      } catch (UndefinedException e) {
        // another point may do
      }
    }
    return agreements >= 3 ? Sameness.SAME : Sameness.UNDECIDED;
  }

  private static boolean near(BigDecimal a, BigDecimal b) {
    return a.subtract(b).abs().compareTo(EQUAL.multiply(a.abs())) <= 0;
  }

  private @Nullable Polynomial numerator(Node node) {
    try {
      return new Algebra(budget, LogReading.NATURAL).of(node).numerator();
    } catch (UndefinedException e) {
      return null;
    }
  }

  /** y − 1/x = 0 is x y − 1 = 0: a factor of powers of variables does not matter. */
  private boolean multiples(Polynomial a, Polynomial b) {
    if (a.terms().size() != b.terms().size() || a.isZero()) {
      return false;
    }
    Term left = a.list().get(0);
    for (Term right : b.list()) {
      Polynomial scaledLeft = a.times(Polynomial.of(left.inverse()), budget);
      Polynomial scaledRight = b.times(Polynomial.of(right.inverse()), budget);
      if (scaledLeft.equals(scaledRight)) {
        return true;
      }
    }
    return false;
  }
}
