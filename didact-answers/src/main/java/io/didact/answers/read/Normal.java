package io.didact.answers.read;

import io.didact.answers.compute.Node;
import io.didact.answers.compute.Node.Comparator;
import io.didact.answers.compute.Variables;
import java.util.ArrayList;
import java.util.List;

/** The usual form of an answer, in which it is compared. */
final class Normal {
  private Normal() {}

  /** Writes out ±, gives every item of {@code n = 1, 2, 3} its name. */
  static Node of(Node node) {
    return form(Expansion.of(node));
  }

  private static Node form(Node node) {
    if (node instanceof Node.Words) {
      return Plain.meaning(node);
    } else if (node instanceof Node.Several several) {
      return several(several);
    } else if (node instanceof Node.Relation relation
        && relation.is(Comparator.ELEMENT)
        && relation.last() instanceof Node.SetOf set
        && !set.items().isEmpty()) {
      return oneOf(relation.first(), set.items());
    } else if (node instanceof Node.SetOf set) {
      return new Node.SetOf(flat(set.items()));
    }
    return node;
  }

  /** x ∈ {1, 2}: x = 1, x = 2. */
  private static Node oneOf(Node name, List<Node> values) {
    List<Node> items = new ArrayList<>();
    for (Node value : flat(values)) {
      items.add(new Node.Relation(List.of(name, value), List.of(Comparator.EQUAL)));
    }
    return items.size() == 1 ? items.get(0) : new Node.Several(items, Node.Connector.COMMA);
  }

  private static Node several(Node.Several several) {
    List<Node> items = grouped(named(flat(several.items())));
    return items.size() == 1 ? items.get(0) : new Node.Several(items, several.connector());
  }

  private static List<Node> flat(List<Node> items) {
    List<Node> flat = new ArrayList<>();
    for (Node item : items) {
      Node form = form(item);
      if (form instanceof Node.Several inner) {
        flat.addAll(inner.items());
      } else {
        flat.add(form);
      }
    }
    return flat;
  }

  /** p = 5, q = 2, p = 7, q = 2 are two pairs. */
  private static List<Node> grouped(List<Node> items) {
    List<Node> names = new ArrayList<>();
    for (Node item : items) {
      if (!(item instanceof Node.Relation relation)
          || !relation.isEquation()
          || !Variables.isPlainName(relation.first())) {
        return items;
      }
      names.add(relation.first());
    }
    int period = names.subList(1, names.size()).indexOf(names.get(0)) + 1;
    if (period < 2 || names.size() % period != 0) {
      return items;
    }
    List<Node> groups = new ArrayList<>();
    for (int i = 0; i < names.size(); i += period) {
      if (!names.subList(i, i + period).equals(names.subList(0, period))) {
        return items;
      }
      groups.add(new Node.Tuple('(', List.copyOf(items.subList(i, i + period)), ')'));
    }
    return groups;
  }

  private static List<Node> named(List<Node> items) {
    if (!(items.get(0) instanceof Node.Relation first)
        || !first.isEquation()
        || !Variables.isPlainName(first.first())
        || items.stream().skip(1).anyMatch(i -> i instanceof Node.Relation)) {
      return items;
    }
    List<Node> named = new ArrayList<>(List.of(first));
    for (Node item : items.subList(1, items.size())) {
      named.add(new Node.Relation(List.of(first.first(), item), List.of(Comparator.EQUAL)));
    }
    return named;
  }
}
