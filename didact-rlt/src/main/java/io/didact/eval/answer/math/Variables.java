package io.didact.eval.answer.math;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which names stand in an expression, and what only names something. */
final class Variables {
  private Variables() {}

  /** The variables in an expression, constants left out; functions of unknown value count. */
  static Set<String> of(Node node) {
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
  static boolean isPlainName(Node node) {
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

  private static boolean isOperator(String name) {
    return name.length() > 2 && !Constants.isGreek(name) && name.indexOf('_') < 0;
  }

  /** AB: capitals only. */
  private static boolean isSegment(List<Node> factors) {
    return factors.stream()
        .allMatch(f -> f instanceof Node.Name name && Character.isUpperCase(name.name().charAt(0)));
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
  private static boolean isApplication(List<Node> factors) {
    return factors.size() == 2
        && (isCapital(factors.get(0)) || isInverse(factors.get(0)))
        && (factors.get(1) instanceof Node.Name
            || factors.get(1) instanceof Node.Num
            || factors.get(1) instanceof Node.Tuple);
  }
}
