package io.didact.answers.compare;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Function;
import io.didact.answers.compute.Matrices;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.Parts;
import io.didact.answers.compute.Rational;
import io.didact.answers.compute.Rationals;
import io.didact.answers.compute.Unit;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.compute.Variables;
import io.didact.answers.read.BracketParser;
import io.didact.answers.read.Parser;
import io.didact.answers.read.Plain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Compares two answers, as {@code Normal} writes them, by what they are. Every rule is symmetric:
 * {@code compare(a, b)} and {@code compare(b, a)} come out the same.
 */
final class NodeEquality {
  private final ScalarEquality scalars;
  private final ListEquality lists = new ListEquality(this);
  private final Matrices matrices;
  private final RealSets sets;
  private final Relations relations;
  private final Budget budget;
  private int depth;

  NodeEquality(Budget budget) {
    this.budget = budget;
    scalars = new ScalarEquality(budget);
    matrices = new Matrices(budget);
    sets = new RealSets(budget);
    relations = new Relations(this, sets, budget);
  }

  /**
   * Compares.
   *
   * @throws OverBudgetException when it is too much work
   */
  Comparison compare(Node a, Node b) {
    budget.spend(2);
    if (a.equals(b)) {
      return Comparison.same("written the same way");
    }
    if (++depth > Budget.DEPTH) {
      throw new OverBudgetException("it is nested too deep");
    }
    try {
      return byKind(a, b);
    } catch (UnreadableException e) {
      return Comparison.undecided(e.getMessage());
    } finally {
      depth--;
    }
  }

  private Comparison byKind(Node a, Node other) {
    Node b = OtherNames.aligned(a, other);
    if (b != other && b.equals(a)) {
      return Comparison.same("the same with another name");
    } else if (isGiven(a) || isGiven(b)) {
      return given(a, b);
    } else if ((a instanceof Node.Words || b instanceof Node.Words)
        && !(a instanceof Node.Relation || b instanceof Node.Relation)) {
      return words(a, b);
    } else if (a instanceof Node.Several several) {
      return several(several, b);
    } else if (b instanceof Node.Several several) {
      return several(several, a);
    } else if (a instanceof Node.Relation left && b instanceof Node.Relation right) {
      return relations.both(left, right);
    } else if (a instanceof Node.Relation left) {
      return relations.withOther(left, b);
    } else if (b instanceof Node.Relation right) {
      return relations.withOther(right, a);
    } else if (a instanceof Node.Residue || b instanceof Node.Residue) {
      return residues(a, b);
    } else if (a instanceof Node.Quantity || b instanceof Node.Quantity) {
      return new Quantities(this).compare(a, b);
    } else if (Parser.isSet(a) || Parser.isSet(b)) {
      return sets(a, b);
    } else if (a instanceof Node.Time || b instanceof Node.Time) {
      return times(a, b);
    } else if (a instanceof Node.Ratio left && b instanceof Node.Ratio right) {
      return ratios(left.parts(), right.parts());
    }
    return numbers(a, b);
  }

  /** Whether it is a value with conditions behind it: kπ, k ∈ ℤ; of x = kπ those on k only. */
  private static boolean isGiven(Node node) {
    if (!(node instanceof Node.Several several) || several.items().size() == 1) {
      return false;
    }
    Node first = several.items().get(0);
    Node value = first instanceof Node.Relation relation ? Relations.value(relation) : first;
    return value != null
        && several.items().stream()
            .skip(1)
            .allMatch(item -> isCondition(item) && (value == first || shareLetters(item, value)));
  }

  private static boolean shareLetters(Node a, Node b) {
    return !Collections.disjoint(Variables.of(a), Variables.of(b));
  }

  private static boolean isCondition(Node node) {
    return node instanceof Node.Relation relation
        && relation.operators().stream()
            .allMatch(o -> o == Node.Comparator.ELEMENT || o == Node.Comparator.NOT_EQUAL);
  }

  /** Conditions that one answer leaves out do not matter. */
  private Comparison given(Node a, Node b) {
    List<Node> left = isGiven(a) ? Parts.of(a) : List.of(a);
    List<Node> right = isGiven(b) ? Parts.of(b) : List.of(b);
    Comparison values = compare(left.get(0), right.get(0));
    boolean one = left.size() == 1 || right.size() == 1;
    if (one && !values.isSame() && !Variables.of(left.get(0)).equals(Variables.of(right.get(0)))) {
      return Comparison.undecided("the letters may be others");
    } else if (one || !values.isSame()) {
      return values;
    }
    Comparison conditions =
        lists.inAnyOrder(left.subList(1, left.size()), right.subList(1, right.size()));
    return conditions.isSame() ? values : conditions;
  }

  /** 3 (mod 7) is 10 (mod 7); a modulus that one answer leaves out does not matter. */
  private Comparison residues(Node a, Node b) {
    if (!(a instanceof Node.Residue left) || !(b instanceof Node.Residue right)) {
      return compare(
          a instanceof Node.Residue one ? one.value() : a,
          b instanceof Node.Residue other ? other.value() : b);
    }
    Comparison moduli = compare(left.modulus(), right.modulus());
    Comparison values = compare(left.value(), right.value());
    if (!moduli.isSame() || values.isSame()) {
      return moduli.isSame() ? values : new Comparison(moduli.sameness(), "different moduli");
    }
    Node difference = Node.difference(left.value(), right.value());
    Rational times = Rationals.of(new Node.Quotient(difference, left.modulus()), budget);
    return times != null && times.isInteger() ? Comparison.same("equal residues") : values;
  }

  private static Comparison words(Node a, Node b) {
    String left = Plain.spelled(a);
    String right = Plain.spelled(b);
    if (left.isEmpty() || right.isEmpty()) {
      return Comparison.different("words and mathematics");
    }
    return Comparison.of(left.equals(right), "words");
  }

  private Comparison several(Node.Several several, Node other) {
    RealSet left = sets.of(several);
    RealSet right = sets.of(other);
    if (left != null && right != null) {
      Comparison all = left.compare(right, scalars);
      RealSet anyLeft = sets.ofAlternatives(several);
      RealSet anyRight = sets.ofAlternatives(other);
      return all.isSame() || anyLeft == null || anyRight == null
          ? all
          : anyLeft.compare(anyRight, scalars).or(all);
    }
    return other instanceof Node.SetOperation
        ? compare(new Node.SetOf(several.items()), other)
        : lists.several(several, other);
  }

  private Comparison sets(Node a, Node b) {
    if (a instanceof Node.SetOf left && b instanceof Node.SetOf right) {
      return lists.asSets(left.items(), right.items());
    } else if (a instanceof Node.Tuple left && b instanceof Node.Tuple right) {
      return tuples(left, right);
    } else if (a instanceof Node.Tuple || b instanceof Node.Tuple) {
      Node.Tuple tuple = (Node.Tuple) (a instanceof Node.Tuple ? a : b);
      Node other = a instanceof Node.Tuple ? b : a;
      List<List<Node>> rows = matrices.of(other);
      if (rows != null) {
        return vector(tuple, rows);
      } else if (!Parser.isSet(other)) {
        return tupleAndOther(tuple, other);
      }
    }
    RealSet left = sets.of(a);
    RealSet right = sets.of(b);
    if (left != null && right != null) {
      return left.compare(right, scalars);
    }
    if (a instanceof Node.SetOf set && set.items().size() == 1 && !Parser.isSet(b)) {
      return compare(set.items().get(0), b);
    } else if (b instanceof Node.SetOf set && set.items().size() == 1 && !Parser.isSet(a)) {
      return compare(a, set.items().get(0));
    } else if (a instanceof Node.SetOperation one && b instanceof Node.SetOperation other) {
      return operations(one, other);
    }
    return isUnknown(a, b) || isUnknown(b, a)
        ? Comparison.undecided("a set that is not known")
        : Comparison.different("different kinds of answers");
  }

  private static boolean isUnknown(Node set, Node other) {
    return set instanceof Node.SetOperation && Parser.isSet(other);
  }

  /** Sets with variables in them, part by part. */
  private Comparison operations(Node.SetOperation a, Node.SetOperation b) {
    if (a.operator() != b.operator()) {
      return Comparison.undecided("sets that are put together in different ways");
    }
    List<Node> left = operands(a, a.operator());
    List<Node> right = operands(b, b.operator());
    Comparison parts =
        a.operator() == Node.SetOperator.DIFFERENCE
            ? lists.inOrder(left, right)
            : lists.inAnyOrder(left, right);
    return parts.isSame() ? parts : Comparison.undecided("sets with variables");
  }

  private static List<Node> operands(Node node, Node.SetOperator operator) {
    if (!(node instanceof Node.SetOperation operation) || operation.operator() != operator) {
      return List.of(node);
    }
    List<Node> all = new ArrayList<>(operands(operation.left(), operator));
    all.addAll(
        operator == Node.SetOperator.DIFFERENCE
            ? List.of(operation.right())
            : operands(operation.right(), operator));
    return all;
  }

  /** The kind of bracket matters where it may be an interval. */
  private Comparison tuples(Node.Tuple a, Node.Tuple b) {
    boolean interval = a.items().size() == 2;
    if (interval && (a.open() != b.open() || a.close() != b.close())) {
      return Comparison.different("different brackets");
    }
    return lists.inOrder(a.items(), b.items());
  }

  /** 3i − 2j is a vector, and P(3, 2) a point with its name. */
  private Comparison tupleAndOther(Node.Tuple tuple, Node other) {
    List<Node> components = VectorForm.components(other, tuple.items().size());
    if (components != null) {
      return lists.inOrder(tuple.items(), components);
    }
    return other instanceof Node.Product product
            && Variables.isPlainName(product)
            && product.factors().get(1) instanceof Node.Tuple point
        ? tuples(tuple, point)
        : Comparison.different("different kinds of answers");
  }

  /** A vector may be written as a tuple, a row or a column. */
  private Comparison vector(Node.Tuple tuple, List<List<Node>> rows) {
    return rows.size() > 1 && rows.get(0).size() > 1
        ? tupleOfRows(tuple.items(), rows)
        : lists.inOrder(tuple.items(), Matrices.entries(rows));
  }

  /** {@code [[1,2],[3,4]]}, as programs write a matrix: a tuple of its rows. */
  private Comparison tupleOfRows(List<Node> tuples, List<List<Node>> rows) {
    List<List<Node>> given = new ArrayList<>();
    for (Node item : tuples) {
      if (!(item instanceof Node.Tuple row) || row.items().size() != rows.get(0).size()) {
        return Comparison.different("a tuple and a matrix");
      }
      given.add(row.items());
    }
    return matrix(given, rows);
  }

  /** 3:30 is a time or a ratio; two of them that are no certain times are not decided by ratio. */
  private Comparison times(Node a, Node b) {
    if (a instanceof Node.Time left && b instanceof Node.Time right) {
      return Clock.compare(left, right);
    }
    Node.Time time = (Node.Time) (a instanceof Node.Time ? a : b);
    Node other = a instanceof Node.Time ? b : a;
    return time.half().isEmpty()
        ? compare(Clock.ratio(time), other)
        : Comparison.different("a time and a number");
  }

  private Comparison ratios(List<Node> left, List<Node> right) {
    if (left.size() != right.size()) {
      return Comparison.different("ratios of different length");
    }
    Sameness all = Sameness.SAME;
    for (int i = 1; i < left.size(); i++) {
      Node cross = new Node.Product(List.of(left.get(0), right.get(i)));
      Node other = new Node.Product(List.of(right.get(0), left.get(i)));
      all = all.and(compare(cross, other).sameness());
    }
    return new Comparison(all, all == Sameness.SAME ? "the same ratio" : "not the same ratio");
  }

  private Comparison numbers(Node a, Node b) {
    List<List<Node>> left = matrices.of(a);
    List<List<Node>> right = matrices.of(b);
    if (left != null && right != null) {
      return matrix(left, right);
    } else if (left != null) {
      return vector(left, b);
    } else if (right != null) {
      return vector(right, a);
    }
    if (isSuchThat(a) || isSuchThat(b)) {
      return Comparison.undecided("a set that is not known");
    }
    Comparison comparison = scalars(a, b);
    boolean order =
        comparison.isSame() && (Variables.isMoreThanNumbers(a) || Variables.isMoreThanNumbers(b));
    if (order || comparison.isSame() && isModulo(a) && isModulo(b)) {
      return Comparison.undecided("what is more than numbers and their order");
    }
    return comparison;
  }

  /** Numbers and functions, also where degrees are left out or letters are others. */
  private Comparison scalars(Node a, Node b) {
    Comparison comparison = scalars.compare(a, b);
    if (comparison.isSame()) {
      return comparison;
    }
    Node left = withoutDegrees(a);
    Node right = withoutDegrees(b);
    return left != a || right != b
        ? scalars.compare(left, right).or(comparison)
        : OtherNames.compare(a, b, comparison, other -> scalars.compare(a, other));
  }

  /** 180° − 2α as 180 − 2α; what functions are taken of stays. */
  private static Node withoutDegrees(Node node) {
    if (node instanceof Node.Quantity quantity && quantity.unit() == Unit.DEGREE) {
      return quantity.value();
    }
    boolean arithmetic =
        node instanceof Node.Sum
            || node instanceof Node.Product
            || node instanceof Node.Quotient
            || node instanceof Node.Negative;
    List<Node> parts = arithmetic ? Parts.of(node) : List.of();
    List<Node> bare = parts.stream().map(NodeEquality::withoutDegrees).toList();
    return bare.equals(parts) ? node : Parts.replaced(node, bare);
  }

  private static boolean isSuchThat(Node node) {
    return node instanceof Node.Opaque opaque && opaque.name().equals(BracketParser.SUCH_THAT);
  }

  private static boolean isModulo(Node node) {
    return node instanceof Node.Call call && call.function() == Function.MODULO;
  }

  /** A row or a column against 3i − 2j. */
  private Comparison vector(List<List<Node>> matrix, Node other) {
    List<Node> entries = Matrices.entries(matrix);
    boolean line = matrix.size() == 1 || matrix.get(0).size() == 1;
    List<Node> components = line ? VectorForm.components(other, entries.size()) : null;
    return components == null
        ? Comparison.different("a matrix and a number")
        : lists.inOrder(entries, components);
  }

  private Comparison matrix(List<List<Node>> left, List<List<Node>> right) {
    if (left.size() != right.size() || left.get(0).size() != right.get(0).size()) {
      return Comparison.different("matrices of different shapes");
    }
    return lists.inOrder(Matrices.entries(left), Matrices.entries(right));
  }
}
