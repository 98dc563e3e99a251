package io.didact.answers.compare;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Unit;
import io.didact.answers.compute.Variables;
import io.didact.answers.read.Units;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compares values with units. A unit that one answer leaves out, or that is not known, does not
 * matter; two known ones are converted.
 */
final class Quantities {
  private static final Node CUBE = Node.Num.of(3);

  private final NodeEquality nodes;

  Quantities(NodeEquality nodes) {
    this.nodes = nodes;
  }

  /** Compares; one of them is a quantity. */
  Comparison compare(Node a, Node b) {
    if (a instanceof Node.Quantity left && b instanceof Node.Quantity right) {
      return both(left, right);
    }
    Node.Quantity quantity = (Node.Quantity) (a instanceof Node.Quantity ? a : b);
    Node other = a instanceof Node.Quantity ? b : a;
    Node.Quantity inLetters = inLetters(other);
    if (inLetters != null && quantity.unit().isKnown()) {
      return both(quantity, inLetters);
    }
    Comparison plain = nodes.compare(quantity.value(), other);
    return plain.isSame() || !quantity.unit().isPureNumber()
        ? plain
        : nodes.compare(scaled(quantity), other).or(plain);
  }

  /** 5 m², 10 m/s, which read as variables, in the units that their letters are; null otherwise. */
  static Node.@Nullable Quantity inLetters(Node node) {
    if (node instanceof Node.Quotient quotient) {
      Node.Quantity above = inLetters(quotient.dividend());
      Unit below = unit(quotient.divisor());
      return above == null || below == null
          ? null
          : new Node.Quantity(above.value(), above.unit().times(below, -1));
    }
    if (!(node instanceof Node.Product product)
        || !(product.factors().get(0) instanceof Node.Num number)) {
      return null;
    }
    String capitals =
        Variables.letters(new Node.Product(product.factors().subList(1, product.factors().size())));
    Unit symbol = Units.named(capitals);
    if (symbol.isKnown() && capitals.equals(capitals.toUpperCase(Locale.ROOT))) {
      return new Node.Quantity(number, symbol); // MJ
    }
    Unit unit = Unit.NONE;
    for (Node factor : product.factors().subList(1, product.factors().size())) {
      Unit letter = unit(factor);
      if (letter == null) {
        return null;
      }
      unit = unit.times(letter, 1).named(letter.text());
    }
    return new Node.Quantity(number, unit);
  }

  private static @Nullable Unit unit(Node node) {
    if (node instanceof Node.Power power) {
      Unit base = unit(power.base());
      boolean raised = power.exponent().equals(Node.Num.of(2)) || power.exponent().equals(CUBE);
      return base == null || !raised
          ? null
          : Unit.NONE.times(base, power.exponent().equals(CUBE) ? 3 : 2);
    }
    if (!(node instanceof Node.Name name)) {
      return null;
    }
    boolean ohm = name.name().equals("Omega");
    return ohm || Units.isLetter(name.name()) || Units.isCapital(name.name())
        ? Units.named(ohm ? "Ω" : name.name())
        : null;
  }

  private Comparison both(Node.Quantity a, Node.Quantity b) {
    Unit left = a.unit();
    Unit right = b.unit();
    if (!left.isKnown() || !right.isKnown()) {
      Comparison values = nodes.compare(a.value(), b.value());
      boolean mayDiffer = values.isSame() || left.isKnown() || right.isKnown();
      return mayDiffer && !Units.mayBeOne(left.text(), right.text())
          ? Comparison.undecided("nobody knows what " + left.text() + " is in " + right.text())
          : values;
    }
    if (!left.dimension().equals(right.dimension())) {
      return Comparison.different(left.text() + " is not " + right.text());
    }
    boolean same = left.scale().equals(right.scale()) && left.halfTurns() == right.halfTurns();
    return same ? nodes.compare(a.value(), b.value()) : nodes.compare(scaled(a), scaled(b));
  }

  private static Node scaled(Node.Quantity quantity) {
    Unit unit = quantity.unit();
    Node scale = new Node.Num(unit.scale(), -1);
    return unit.halfTurns()
        ? new Node.Product(List.of(quantity.value(), scale, new Node.Name(Constants.PI)))
        : new Node.Product(List.of(quantity.value(), scale));
  }
}
