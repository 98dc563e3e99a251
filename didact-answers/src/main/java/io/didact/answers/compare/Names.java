package io.didact.answers.compare;

import io.didact.answers.compute.Function;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Parts;
import io.didact.answers.compute.Variables;
import io.didact.answers.read.Plain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Whether two equations say something of the same thing. */
final class Names {
  private final NodeEquality nodes;

  Names(NodeEquality nodes) {
    this.nodes = nodes;
  }

  /** Of x = y = 5 both names count; 2 + 3 = 5 has none, and may be of anything. */
  Sameness compare(Node.Relation a, Node.Relation b) {
    List<Node> left = of(a);
    List<Node> right = of(b);
    if (left.isEmpty() || right.isEmpty()) {
      return Sameness.SAME;
    }
    Sameness any =
        left.stream().map(name -> in(name, right)).reduce(Sameness.DIFFERENT, Sameness::or);
    boolean all =
        left.stream().allMatch(name -> in(name, right) == Sameness.SAME)
            && right.stream().allMatch(name -> in(name, left) == Sameness.SAME);
    return any == Sameness.SAME && !all ? Sameness.UNDECIDED : any;
  }

  private static List<Node> of(Node.Relation relation) {
    Node value = Relations.value(relation);
    List<Node> names =
        relation.parts().stream()
            .filter(part -> part != value && Variables.isPlainName(part))
            .toList();
    Node first = relation.first();
    return names.isEmpty() && !Variables.of(first).isEmpty() ? List.of(first) : names;
  }

  private Sameness in(Node name, List<Node> names) {
    return names.stream()
        .map(other -> compare(bare(name), bare(other)))
        .reduce(Sameness.DIFFERENT, Sameness::or);
  }

  /** The segment |AB| is AB, and the measure m∠A is ∠A. */
  private static Node bare(Node name) {
    if (name instanceof Node.Call call
        && call.function() == Function.ABS
        && !Variables.letters(call.arguments().get(0)).isEmpty()) {
      return call.arguments().get(0);
    }
    return name instanceof Node.Product product
            && product.factors().size() > 2
            && product.factors().get(0).equals(new Node.Name("m"))
            && product.factors().get(1).equals(new Node.Name("angle"))
        ? new Node.Product(product.factors().subList(1, product.factors().size()))
        : name;
  }

  private Sameness compare(Node a, Node b) {
    if (a.equals(b)
        || a.equals(Variables.UNNAMED)
        || b.equals(Variables.UNNAMED)
        || reversed(a).equals(b)
        || isOfVariables(a, b)
        || isOfVariables(b, a)) {
      return Sameness.SAME;
    } else if (a instanceof Node.Words && b instanceof Node.Words) {
      return Plain.spelled(a).equals(Plain.spelled(b)) ? Sameness.SAME : Sameness.UNDECIDED;
    } else if (a.getClass() != b.getClass()) {
      return Sameness.UNDECIDED;
    } else if (a instanceof Node.Name || a instanceof Node.Product) {
      return Parts.of(a).size() == Parts.of(b).size() ? Sameness.DIFFERENT : Sameness.UNDECIDED;
    }
    List<Node> left = Parts.of(a);
    List<Node> right = Parts.of(b);
    if (left.size() != right.size() || !Parts.replaced(a, right).equals(b)) {
      return Sameness.DIFFERENT; // f(x) and g(x)
    }
    return IntStream.range(0, left.size())
        .mapToObj(i -> nodes.compare(left.get(i), right.get(i)).sameness())
        .reduce(Sameness.SAME, Sameness::and);
  }

  /** BA for AB, ∠CBA for ∠ABC. */
  private static Node reversed(Node node) {
    if (!(node instanceof Node.Product product)) {
      return node;
    }
    List<Node> letters = new ArrayList<>(product.factors());
    int from = letters.get(0).equals(new Node.Name("angle")) ? 1 : 0;
    Collections.reverse(letters.subList(from, letters.size()));
    return Variables.isSegment(letters.subList(from, letters.size()))
        ? new Node.Product(letters)
        : node;
  }

  /** f(x) may be called f or y. */
  private static boolean isOfVariables(Node function, Node name) {
    if (!(name instanceof Node.Name other)) {
      return false;
    }
    boolean application =
        function instanceof Node.Product product && Variables.isApplication(product.factors());
    if (!application && !(function instanceof Node.Opaque)) {
      return false;
    }
    List<Node> parts = Parts.of(function);
    String letter =
        function instanceof Node.Opaque opaque
            ? opaque.name()
            : parts.get(0) instanceof Node.Name first ? first.name() : "";
    Node argument = parts.get(parts.size() - 1);
    return argument instanceof Node.Name
        && (other.name().equals("y") || other.name().equals(letter));
  }
}
