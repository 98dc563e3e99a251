package io.didact.answers.compute;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which names stand in an expression, and what only names something. */
public final class Variables {
  /** What "> 3" says something of. */
  public static final Node UNNAMED = new Node.Name("□");

  private Variables() {}

  /** The variables in an expression, constants left out; functions of unknown value count. */
  public static Set<String> of(Node node) {
    Set<String> names = new TreeSet<>();
    collect(node, names);
    return names;
  }

  private static void collect(Node node, Set<String> names) {
    if (node instanceof Node.Name name) {
      if (!Constants.isNumber(name.name())) {
        names.add(name.name());
      }
    } else if (node instanceof Node.Opaque opaque) {
      names.add(opaque.name() + "()");
    } else if (node instanceof Node.Words words) {
      names.add(words.text());
    }
    for (Node part : Parts.of(node)) {
      collect(part, names);
    }
  }

  /**
   * Whether a node only names something, so that "node = value" says the value: a variable, f(x),
   * |AB|, a ratio of such, a tuple of such, words.
   */
  public static boolean isPlainName(Node node) {
    if (node instanceof Node.Name name) {
      return !Constants.isNumber(name.name()) || name.name().length() == 1;
    } else if (node instanceof Node.Opaque || node instanceof Node.Words) {
      return true;
    } else if (node instanceof Node.Call call) {
      return call.function() == Function.ABS && isPlainName(call.arguments().get(0))
          || isExtremum(call);
    } else if (node instanceof Node.Quotient quotient) {
      return isPlainName(quotient.dividend()) && isPlainName(quotient.divisor());
    } else if (node instanceof Node.Ratio ratio) {
      return ratio.parts().stream().allMatch(Variables::isPlainName);
    } else if (node instanceof Node.Tuple tuple) {
      return tuple.items().stream().allMatch(Variables::isPlainName);
    } else if (node instanceof Node.Product product) {
      List<Node> factors = product.factors();
      return isSegment(factors)
          || isApplication(factors)
          || isNamed(factors)
          || factors.get(0).equals(new Node.Name("d"));
    }
    return false;
  }

  /** The letters of a name of several, as AB, in order; empty for anything else. */
  public static String letters(Node node) {
    return node instanceof Node.Product product
            && product.factors().stream().allMatch(f -> f instanceof Node.Name)
        ? product.factors().stream().map(f -> ((Node.Name) f).name()).collect(Collectors.joining())
        : "";
  }

  /** max f(x) */
  private static boolean isExtremum(Node.Call call) {
    return (call.function() == Function.MAX || call.function() == Function.MIN)
        && call.arguments().stream().allMatch(Variables::isPlainName);
  }

  /** m∠ABC, det A: a command that is no letter, and letters. */
  private static boolean isNamed(List<Node> factors) {
    return factors.stream().allMatch(f -> f instanceof Node.Name)
        && factors.stream().anyMatch(f -> isOperator(((Node.Name) f).name()));
  }

  public static boolean isOperator(String name) {
    return name.length() > 2
        && name.chars().allMatch(Character::isLetter)
        && !Constants.isGreek(name)
        && !Constants.isNumber(name);
  }

  /**
   * Whether arithmetic would lose a part: the order of letters where there is a command of which
   * nothing is known, as in ∠ABC or A ⊂ B, or where all of it is three capitals or more; and words.
   */
  public static boolean isMoreThanNumbers(Node node) {
    return (node instanceof Node.Name name && isOperator(name.name()))
        || (node instanceof Node.Product product
            && product.factors().size() > 2
            && isSegment(product.factors()))
        || (node instanceof Node.Quantity quantity && !quantity.unit().isKnown())
        || Parts.of(node).stream().anyMatch(Variables::isMoreThanNumbers);
  }

  /** AB: capitals only. */
  public static boolean isSegment(List<Node> factors) {
    return factors.stream().allMatch(Variables::isCapital);
  }

  private static boolean isCapital(Node node) {
    return node instanceof Node.Name name && Character.isUpperCase(name.name().charAt(0));
  }

  /** f^{-1} */
  private static boolean isInverse(Node node) {
    return node instanceof Node.Power power
        && power.base() instanceof Node.Name
        && power.exponent().equals(Node.Num.of(-1));
  }

  /**
   * P(x), f^{-1}(x), W(n): a letter and a variable, number or tuple in brackets, which reads as a
   * product.
   */
  public static boolean isApplication(List<Node> factors) {
    return factors.size() == 2
        && (isCapital(factors.get(0)) || isInverse(factors.get(0)))
        && (factors.get(1) instanceof Node.Name
            || factors.get(1) instanceof Node.Num
            || factors.get(1) instanceof Node.Tuple);
  }
}
