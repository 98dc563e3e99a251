package io.didact.answers.read;

import io.didact.answers.compute.Node;
import io.didact.answers.compute.Node.Connector;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes out what ± stands for: 1 ± √2 becomes two answers. Signs are chosen one by one, unless ∓
 * is there too, which says that they go together.
 */
final class Expansion {
  private static final int MOST_SIGNS = 5;

  private final int choice;
  private final boolean together;
  private int sign;

  private Expansion(int choice, boolean together) {
    this.choice = choice;
    this.together = together;
  }

  /** The expression without ±. */
  static Node of(Node node) {
    if (node instanceof Node.Several several) {
      return new Node.Several(
          several.items().stream().flatMap(Expansion::items).toList(), several.connector());
    } else if (node instanceof Node.SetOf set) {
      return new Node.SetOf(set.items().stream().flatMap(Expansion::items).toList());
    } else if (node instanceof Node.SetOperation set) {
      return new Node.SetOperation(set.operator(), of(set.left()), of(set.right()));
    } else if (Parts.of(node).stream().anyMatch(Parser::isSet)) {
      return Parts.replaced(node, Parts.of(node).stream().map(Expansion::of).toList());
    }
    List<Node> all = alternatives(node);
    return all.size() == 1 ? all.get(0) : new Node.Several(all, Connector.COMMA);
  }

  private static Stream<Node> items(Node item) {
    Node expanded = of(item);
    return expanded instanceof Node.Several several
        ? several.items().stream()
        : Stream.of(expanded);
  }

  private static List<Node> alternatives(Node node) {
    int signs = count(node);
    if (signs == 0) {
      return List.of(node);
    }
    if (signs > MOST_SIGNS) {
      throw new OverBudgetException("there are more than " + MOST_SIGNS + " signs ±");
    }
    boolean together = hasLower(node);
    List<Node> all = new ArrayList<>();
    for (int choice = 0; choice < (together ? 2 : 1 << signs); choice++) {
      all.add(new Expansion(choice, together).chosen(node));
    }
    return all;
  }

  private static int count(Node node) {
    int own = node instanceof Node.PlusMinus ? 1 : 0;
    return own + Parts.of(node).stream().mapToInt(Expansion::count).sum();
  }

  private static boolean hasLower(Node node) {
    return (node instanceof Node.PlusMinus plusMinus && !plusMinus.upper())
        || Parts.of(node).stream().anyMatch(Expansion::hasLower);
  }

  private Node chosen(Node node) {
    if (node instanceof Node.PlusMinus plusMinus) {
      boolean first = (choice >> (together ? 0 : sign++) & 1) == 0;
      Node left = chosen(plusMinus.left());
      Node right = chosen(plusMinus.right());
      boolean plus = first == plusMinus.upper();
      return new Node.Sum(List.of(left, plus ? right : new Node.Negative(right)));
    }
    List<Node> parts = Parts.of(node);
    return parts.isEmpty() ? node : Parts.replaced(node, parts.stream().map(this::chosen).toList());
  }
}
