package io.didact.answers.compare;

import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Compares lists item by item: in order, in any order, or as sets. */
final class ListEquality {
  private static final int MOST_ITEMS = 64;

  private final NodeEquality items;

  ListEquality(NodeEquality items) {
    this.items = items;
  }

  /** Item for item. */
  Comparison inOrder(List<Node> left, List<Node> right) {
    if (left.size() != right.size()) {
      return number(left, right);
    }
    Comparison worst = Comparison.same("the same items in order");
    for (int i = 0; i < left.size(); i++) {
      Comparison one = items.compare(left.get(i), right.get(i));
      if (worst.sameness().and(one.sameness()) != worst.sameness()) {
        worst = new Comparison(one.sameness(), "item " + (i + 1) + ": " + one.reason());
      }
    }
    return worst;
  }

  private static Comparison number(List<Node> left, List<Node> right) {
    return Comparison.different(left.size() + " and " + right.size() + " items");
  }

  /** Every item of one has its own in the other. */
  Comparison inAnyOrder(List<Node> left, List<Node> right) {
    if (left.size() != right.size()) {
      return number(left, right);
    }
    if (left.size() > MOST_ITEMS) {
      throw new OverBudgetException("a list has more than " + MOST_ITEMS + " items");
    }
    List<Node> rest = new ArrayList<>(right);
    Sameness all = Sameness.SAME;
    for (Node item : left) {
      int place = find(item, rest);
      if (place >= 0) {
        rest.remove(place);
      } else {
        all = all.and(place == ABSENT ? Sameness.DIFFERENT : Sameness.UNDECIDED);
      }
    }
    return Comparison.of(
        all,
        "the same items",
        "an item of one is not in the other",
        "some items could not be compared");
  }

  private static final int ABSENT = -1;
  private static final int UNKNOWN = -2;

  private int find(Node item, List<Node> list) {
    int found = ABSENT;
    for (int i = 0; i < list.size(); i++) {
      Sameness one = items.compare(item, list.get(i)).sameness();
      if (one == Sameness.SAME) {
        return i;
      }
      found = one == Sameness.UNDECIDED ? UNKNOWN : found;
    }
    return found;
  }

  /** As sets: an item counts once. */
  Comparison asSets(List<Node> left, List<Node> right) {
    if (left.contains(Node.ELLIPSIS) || right.contains(Node.ELLIPSIS)) {
      return unfinished(left, right);
    }
    if (sets(left) != sets(right)) {
      return Comparison.different("sets in a set and others");
    }
    return inAnyOrder(distinct(left), distinct(right));
  }

  private static long sets(List<Node> list) {
    return list.stream().filter(n -> n instanceof Node.SetOf).count();
  }

  private List<Node> distinct(List<Node> list) {
    if (list.size() > MOST_ITEMS) {
      throw new OverBudgetException("a set has more than " + MOST_ITEMS + " items");
    }
    List<Node> distinct = new ArrayList<>();
    for (Node item : list) {
      if (find(item, distinct) < 0) {
        distinct.add(item);
      }
    }
    return distinct;
  }

  /** Several answers against something else. */
  Comparison several(Node.Several several, Node other) {
    if (other instanceof Node.Several others) {
      Comparison lists = lists(several.items(), others.items());
      return lists.isSame() && areOpposite(several, others)
          ? Comparison.undecided("\"and\" and \"or\"")
          : lists;
    } else if (other instanceof Node.SetOf set) {
      return asSets(several.items(), set.items());
    } else if (other instanceof Node.Tuple tuple) {
      return tuple(several, tuple);
    } else if (other instanceof Node.Relation relation && areNamed(several.items())) {
      List<Node> coordinates = coordinates(relation);
      if (!coordinates.isEmpty()) {
        return lists(several.items(), coordinates);
      }
    }
    List<Node> distinct = distinct(several.items());
    if (distinct.size() == 1) {
      return items.compare(distinct.get(0), other);
    }
    boolean hedged =
        several.connector() == Node.Connector.OR
            && !areNamed(distinct)
            && distinct.stream().noneMatch(item -> item instanceof Node.Words)
            && find(other, distinct) >= 0;
    return hedged
        ? Comparison.undecided("one of several alternatives")
        : Comparison.different(distinct.size() + " answers and one");
  }

  /** Red or blue is not red and blue; of values of one name both words say the same. */
  private static boolean areOpposite(Node.Several a, Node.Several b) {
    Set<Node.Connector> words = new HashSet<>(List.of(a.connector(), b.connector()));
    boolean oneName = areNamed(a.items()) && letters(a.items()).size() == 1;
    return words.equals(Set.of(Node.Connector.AND, Node.Connector.OR)) && !oneName;
  }

  /** Of {@code (x, y) = (1, 2)} what is said of each name; empty for anything else. */
  static List<Node> coordinates(Node.Relation relation) {
    if (!(relation.first() instanceof Node.Tuple names)
        || !(Relations.value(relation) instanceof Node.Tuple values)
        || names.items().size() != values.items().size()) {
      return List.of();
    }
    return IntStream.range(0, names.items().size())
        .<Node>mapToObj(
            i ->
                new Node.Relation(
                    List.of(names.items().get(i), values.items().get(i)),
                    List.of(Node.Comparator.EQUAL)))
        .toList();
  }

  /** x = 1, y = 2 says a point; 1, 2 without brackets may or may not mean one. */
  private Comparison tuple(Node.Several several, Node.Tuple tuple) {
    Comparison inOrder = inOrder(values(several.items()), tuple.items());
    boolean means =
        areNamed(several.items()) && inAlphabet(several.items())
            || several.connector() == Node.Connector.BRACES;
    return means || !inOrder.isSame()
        ? inOrder
        : Comparison.undecided("a list without brackets and a tuple");
  }

  /** (1, 2) says nothing of y = 1, x = 2: the order of names may be another. */
  private static boolean inAlphabet(List<Node> named) {
    List<String> names = named.stream().map(ListEquality::letter).toList();
    return names.equals(names.stream().sorted().toList());
  }

  /** Values without names belong to names in their order, unless all have the same name. */
  private Comparison lists(List<Node> left, List<Node> right) {
    boolean leftNamed = areNamed(left);
    boolean rightNamed = areNamed(right);
    if (areTuples(left) && areTuples(right)) {
      return asSets(left, right);
    }
    if (left.contains(Node.ELLIPSIS) || right.contains(Node.ELLIPSIS)) {
      return unfinished(left, right);
    }
    Set<String> names = new HashSet<>(leftNamed ? letters(left) : Set.of());
    names.addAll(rightNamed ? letters(right) : Set.of());
    if (names.size() == 1) {
      Comparison values = inAnyOrder(values(left), values(right));
      return values.isSame() && leftNamed && rightNamed && isShuffled(left, right)
          ? Comparison.undecided("the same values, and other names")
          : values;
    }
    return leftNamed == rightNamed ? inAnyOrder(left, right) : inOrder(values(left), values(right));
  }

  /** Lists of which not all is written; dots at the end of one are more than nothing. */
  private Comparison unfinished(List<Node> left, List<Node> right) {
    Comparison inOrder = inOrder(left, right);
    boolean one = goesOn(left) != goesOn(right);
    return inOrder.isSame() || one ? inOrder : Comparison.undecided("a list with dots");
  }

  private static boolean goesOn(List<Node> list) {
    return !list.isEmpty()
        && (list.get(list.size() - 1).equals(Node.ELLIPSIS) || list.get(0).equals(Node.ELLIPSIS));
  }

  /** x_1 = 2, x_2 = 3 against x_1 = 3, x_2 = 2: the roots may be the same, the unknowns are not. */
  private boolean isShuffled(List<Node> left, List<Node> right) {
    Set<Node> names = firsts(left);
    return names.size() > 1 && names.equals(firsts(right)) && !inAnyOrder(left, right).isSame();
  }

  private static Set<Node> firsts(List<Node> named) {
    return named.stream().map(n -> ((Node.Relation) n).first()).collect(Collectors.toSet());
  }

  private static Set<String> letters(List<Node> named) {
    return named.stream().map(ListEquality::letter).collect(Collectors.toSet());
  }

  private static boolean areTuples(List<Node> list) {
    return list.stream().allMatch(n -> n instanceof Node.Tuple);
  }

  private static boolean areNamed(List<Node> list) {
    return list.stream().allMatch(n -> n instanceof Node.Relation r && Relations.value(r) != null);
  }

  private static List<Node> values(List<Node> list) {
    return list.stream().map(ListEquality::value).toList();
  }

  private static Node value(Node node) {
    Node value = node instanceof Node.Relation r ? Relations.value(r) : null;
    return value == null ? node : value;
  }

  /** x_1 and x_2 are roots of one equation. */
  private static String letter(Node node) {
    Node first = ((Node.Relation) node).first();
    String name = first instanceof Node.Name n ? n.name() : first.toString();
    int subscript = name.indexOf('_');
    return subscript < 0 ? name : name.substring(0, subscript);
  }
}
