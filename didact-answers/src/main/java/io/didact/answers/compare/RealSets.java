package io.didact.answers.compare;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Node.Comparator;
import io.didact.answers.compute.Node.Connector;
import io.didact.answers.compute.Node.SetOperator;
import io.didact.answers.compute.UndefinedException;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.compute.Variables;
import io.didact.answers.read.Parser;
import io.didact.answers.read.Plain;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an answer as a set of real numbers. */
final class RealSets {
  private static final Node INTEGERS = new Node.Name("ℤ");
  private static final Node NATURALS = new Node.Name("ℕ");

  private final Budget budget;
  private final Inequalities inequalities;

  RealSets(Budget budget) {
    this.budget = budget;
    inequalities = new Inequalities(budget);
  }

  /** The set, or null where the answer is none, or none that is known. */
  @Nullable RealSet of(Node node) {
    return of(node, Connector.COMMA);
  }

  /** As {@link #of}, and what is between several conditions is taken for "or". */
  @Nullable RealSet ofAlternatives(Node node) {
    return of(node, Connector.OR);
  }

  private @Nullable RealSet of(Node node, Connector commas) {
    try {
      return read(node, commas);
    } catch (UnreadableException | UndefinedException e) {
      return null;
    }
  }

  private @Nullable RealSet read(Node node, Connector commas) {
    if (node instanceof Node.Tuple tuple) {
      return interval(tuple);
    } else if (node instanceof Node.SetOf set) {
      RealSet all = RealSet.EMPTY;
      for (Node item : set.items()) {
        all = spent(all).union(RealSet.point(Bound.of(item, budget)));
      }
      return all;
    } else if (node instanceof Node.SetOperation operation) {
      return operation(operation);
    } else if (node instanceof Node.Relation relation) {
      return relation.is(Comparator.ELEMENT)
          ? read(relation.last(), commas)
          : inequalities.solve(relation);
    } else if (node instanceof Node.Several several) {
      return several(several, commas);
    } else if (node.equals(Plain.REALS)) {
      return RealSet.ALL;
    }
    return null;
  }

  private @Nullable RealSet interval(Node.Tuple tuple) {
    if (tuple.items().size() != 2) {
      return null;
    }
    Bound low = Bound.of(tuple.items().get(0), budget);
    Bound high = Bound.of(tuple.items().get(1), budget);
    RealSet interval = RealSet.of(low, tuple.open() == '[', high, tuple.close() == ']');
    return interval.equals(RealSet.EMPTY) ? null : interval; // (2, 2) and (3, 1) are points
  }

  private @Nullable RealSet operation(Node.SetOperation operation) {
    if (operation.operator() == SetOperator.INTERSECTION
        && (isDomain(operation.left()) || isDomain(operation.right()))) {
      Node numbers = isDomain(operation.left()) ? operation.left() : operation.right();
      Node other = isDomain(operation.left()) ? operation.right() : operation.left();
      return within(read(other, Connector.COMMA), numbers);
    }
    RealSet left = read(operation.left(), Connector.COMMA);
    RealSet right = read(operation.right(), Connector.COMMA);
    if (left == null || right == null) {
      return null;
    }
    spent(left);
    spent(right);
    return switch (operation.operator()) {
      case UNION -> left.union(right);
      case INTERSECTION -> left.intersection(right);
      case DIFFERENCE -> left.without(right);
    };
  }

  private static Node domain(Node node) {
    return node instanceof Node.Relation relation && relation.is(Comparator.ELEMENT)
        ? relation.last()
        : node;
  }

  private static boolean isDomain(Node node) {
    return Set.of(Plain.REALS, INTEGERS, NATURALS).contains(domain(node));
  }

  /**
   * What of a set lies in a domain; null where they have no end, and where 0 may be one of them or
   * not.
   */
  private @Nullable RealSet within(@Nullable RealSet set, Node numbers) {
    if (set == null || domain(numbers).equals(Plain.REALS)) {
      return set;
    } else if (domain(numbers).equals(INTEGERS)) {
      return set.integers(budget);
    }
    Bound zero = Bound.of(Node.Num.of(0), budget);
    RealSet natural = set.intersection(RealSet.of(zero, true, Bound.HIGHEST, false));
    boolean ambiguous = !natural.intersection(RealSet.point(zero)).intervals().isEmpty();
    return ambiguous ? null : natural.integers(budget);
  }

  /** A set whose intervals are gone through, with the steps of that taken. */
  private RealSet spent(RealSet set) {
    budget.spend(2 + 8L * set.intervals().size());
    return set;
  }

  private @Nullable RealSet several(Node.Several several, Connector commas) {
    List<Node> domains = several.items().stream().filter(RealSets::isDomain).toList();
    if (domains.size() == 1 && several.connector() != Connector.OR && several.items().size() > 1) {
      List<Node> others = several.items().stream().filter(i -> i != domains.get(0)).toList();
      Node rest =
          others.size() == 1 ? others.get(0) : new Node.Several(others, several.connector());
      return sameVariable(rest, domains.get(0)) ? within(read(rest, commas), domains.get(0)) : null;
    }
    if (Variables.of(several).size() > 1
        || several.items().stream().noneMatch(RealSets::isCondition)) {
      return null;
    }
    boolean or =
        several.connector() == Connector.OR
            || (several.connector() == Connector.COMMA && commas == Connector.OR)
            || several.items().stream().noneMatch(i -> i instanceof Node.Relation);
    RealSet all = null;
    for (Node item : several.items()) {
      RealSet one = read(item, commas);
      if (one == null) {
        return null;
      }
      all = all == null ? one : or ? spent(all).union(one) : spent(all).intersection(one);
    }
    return all;
  }

  private static boolean sameVariable(Node condition, Node domain) {
    return domain instanceof Node.Relation relation
        && relation.first() instanceof Node.Name name
        && Variables.of(condition).equals(Set.of(name.name()));
  }

  private static boolean isCondition(Node node) {
    return Parser.isSet(node) || (node instanceof Node.Relation relation && !relation.isEquation());
  }
}
