package io.didact.answers.compare;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sums of unit vectors, 3i − 2j + k, where the other answer is a vector in brackets. */
final class VectorForm {
  private static final List<Node> AXES =
      List.of(new Node.Name(Constants.I), new Node.Name("j"), new Node.Name("k"));

  private final List<List<Node>> coefficients =
      List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

  private VectorForm() {}

  /**
   * The components of a sum of unit vectors.
   *
   * @param length 2 or 3
   * @return null for anything else, also where only i occurs: 3i is a complex number
   */
  static @Nullable List<Node> components(Node node, int length) {
    VectorForm form = new VectorForm();
    boolean vector = form.add(node, List.of());
    boolean plane = form.coefficients.get(1).isEmpty() && form.coefficients.get(2).isEmpty();
    boolean fits = length == AXES.size() || (length == 2 && form.coefficients.get(2).isEmpty());
    return vector && !plane && fits
        ? form.coefficients.subList(0, length).stream().map(VectorForm::total).toList()
        : null;
  }

  private static Node total(List<Node> terms) {
    return terms.isEmpty() ? Node.Num.of(0) : new Node.Sum(terms);
  }

  /** Adds a sum times factors; false where a part of it lies on no axis. */
  private boolean add(Node node, List<Node> factors) {
    if (node instanceof Node.Sum sum) {
      return sum.terms().stream().allMatch(term -> add(term, factors));
    } else if (node instanceof Node.Negative negative) {
      return add(negative.operand(), with(factors, Node.Num.of(-1)));
    } else if (node instanceof Node.Quotient quotient) {
      Node inverse = new Node.Quotient(Node.Num.of(1), quotient.divisor());
      return add(quotient.dividend(), with(factors, inverse));
    } else if (node instanceof Node.Product product) {
      return addProduct(product.factors(), factors);
    }
    int axis = AXES.indexOf(node);
    if (axis < 0) {
      return false;
    }
    coefficients.get(axis).add(new Node.Product(with(factors, Node.Num.of(1))));
    return true;
  }

  /** A product of which one factor lies on axes, the last one that does. */
  private boolean addProduct(List<Node> product, List<Node> factors) {
    for (int i = product.size() - 1; i >= 0; i--) {
      if (product.get(i) instanceof Node.Sum || AXES.contains(product.get(i))) {
        List<Node> rest = new ArrayList<>(product);
        rest.addAll(factors);
        return add(rest.remove(i), rest);
      }
    }
    return false;
  }

  private static List<Node> with(List<Node> factors, Node factor) {
    List<Node> all = new ArrayList<>(factors);
    all.add(factor);
    return all;
  }
}
