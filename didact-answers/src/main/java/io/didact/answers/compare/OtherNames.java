package io.didact.answers.compare;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Parts;
import io.didact.answers.compute.Variables;
import io.didact.answers.read.BracketParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Letters that another answer may call otherwise: the integer in kπ, k ∈ ℤ; constants that are free
 * (+ C, C₁eˣ); j for the imaginary unit.
 */
final class OtherNames {
  /** C_1, c_2, k_1 */
  private static final Pattern NUMBERED = Pattern.compile("[CcKk]_[0-9]");

  private static final Pattern NUMBERED_OR_CAPITAL = Pattern.compile("[CcKk]_[0-9]|[A-D]");
  private static final Set<String> ADDED = Set.of("C", "K", "c");
  private static final Set<String> CONSTANTS = Set.of("C", "K", "c", "k");
  private static final int MOST = 3;
  private static final Node J = new Node.Name("j");
  private static final Node I = new Node.Name(Constants.I);

  private OtherNames() {}

  /** The second with its parameter called as that of the first; as it is where it has none. */
  static Node aligned(Node a, Node b) {
    if (!hasItems(a) || !hasItems(b)) {
      return b;
    }
    List<Node> left = parameters(a);
    List<Node> right = parameters(b);
    boolean one = left.size() == 1 && right.size() == 1 && !left.equals(right);
    return one
            && !Variables.of(a).contains(((Node.Name) right.get(0)).name())
            && !Variables.of(b).contains(((Node.Name) left.get(0)).name())
        ? renamed(b, right, left)
        : b;
  }

  private static boolean hasItems(Node node) {
    return node instanceof Node.Several
        || (node instanceof Node.Opaque o && o.name().equals(BracketParser.SUCH_THAT));
  }

  /** What a list or set says to lie in a set of numbers, and has in another item too. */
  private static List<Node> parameters(Node node) {
    List<Node> items = Parts.of(node);
    return items.stream()
        .filter(
            item ->
                item instanceof Node.Relation relation
                    && relation.is(Node.Comparator.ELEMENT)
                    && relation.first() instanceof Node.Name name
                    && relation.last() instanceof Node.Name
                    && items.stream()
                        .anyMatch(o -> o != item && Variables.of(o).contains(name.name())))
        .map(item -> ((Node.Relation) item).first())
        .toList();
  }

  /**
   * Compares again, with other names in the second.
   *
   * @param before what came out with the names as they are
   * @param compare with the first
   */
  static Comparison compare(Node a, Node b, Comparison before, Function<Node, Comparison> compare) {
    Set<String> all = Variables.of(a);
    Set<String> left = new TreeSet<>(all);
    Set<String> right = Variables.of(b);
    left.removeAll(right);
    right.removeAll(all);
    if (left.isEmpty() && isImaginary(b, right, a)) {
      return compare.apply(renamed(b, List.of(J), List.of(I)));
    } else if (right.isEmpty() && isImaginary(a, left, b)) {
      return compare.apply(renamed(b, List.of(I), List.of(J)));
    } else if (left.size() != right.size() || left.isEmpty() || left.size() > MOST) {
      return before;
    }
    boolean numbered =
        matches(left, NUMBERED) && matches(right, NUMBERED_OR_CAPITAL)
            || matches(left, NUMBERED_OR_CAPITAL) && matches(right, NUMBERED);
    boolean single = CONSTANTS.containsAll(left) && CONSTANTS.containsAll(right);
    if (!numbered && !single || all.size() == left.size()) {
      return before;
    }
    boolean free = numbered || isAdded(a, left) && isAdded(b, right);
    List<Node> backwards = new ArrayList<>(names(left));
    Collections.reverse(backwards);
    for (List<Node> order : List.of(names(left), backwards)) {
      if (compare.apply(renamed(b, names(right), order)).isSame()) {
        return free
            ? Comparison.same("the same with other names of constants")
            : Comparison.undecided("the same if the constants are free");
      }
    }
    return before;
  }

  /** 2 + 3j is a number where the other has i; 3j alone may be a vector. */
  private static boolean isImaginary(Node withJ, Set<String> letters, Node other) {
    return letters.equals(Set.of("j"))
        && has(other, I)
        && !has(withJ, I)
        && VectorForm.components(withJ, 3) == null;
  }

  private static boolean matches(Set<String> names, Pattern pattern) {
    return names.stream().allMatch(name -> pattern.matcher(name).matches());
  }

  private static boolean isAdded(Node node, Set<String> name) {
    return ADDED.containsAll(name)
        && node instanceof Node.Sum sum
        && sum.terms().containsAll(names(name))
        && sum.terms().stream().filter(term -> has(term, names(name).get(0))).count() == 1;
  }

  private static List<Node> names(Set<String> names) {
    return names.stream().map(name -> (Node) new Node.Name(name)).toList();
  }

  private static boolean has(Node node, Node part) {
    return node.equals(part) || Parts.of(node).stream().anyMatch(p -> has(p, part));
  }

  /** An expression with other names, all at once. */
  private static Node renamed(Node node, List<Node> names, List<Node> others) {
    int place = names.indexOf(node);
    if (place >= 0) {
      return others.get(place);
    }
    List<Node> parts = Parts.of(node);
    return parts.isEmpty()
        ? node
        : Parts.replaced(node, parts.stream().map(p -> renamed(p, names, others)).toList());
  }
}
