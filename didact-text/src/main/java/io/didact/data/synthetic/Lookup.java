package io.didact.data.synthetic;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which operation makes a target of two digits? The three results are written out until one hits: a
 * small model learns each of them as a fact, but not the whole decision at once.
 *
 * @param left first digit, the result of what came before
 * @param right second digit
 */
record Lookup(int left, int right, int target) {

  /** The first operation that hits, in the order + - *; empty where none does. */
  Optional<Operator> hit() {
    return Stream.of(Operator.values()).filter(this::hits).findFirst();
  }

  boolean hits(Operator operator) {
    return operator.apply(left, right) == target;
  }

  /** {@code 3,3>8 +6-0*9 no} or {@code 6,3>8 +9-3*8}. */
  String text() {
    return hit()
        .map(this::textUpTo)
        .orElseGet(() -> textUpTo(Operator.TIMES, Operator.TIMES.apply(left, right)) + " no");
  }

  /** The text that takes {@code operator} for a hit, rightly or wrongly: {@code 3,3>8 +6-8}. */
  String textUpTo(Operator operator) {
    return textUpTo(operator, target);
  }

  private String textUpTo(Operator end, int endResult) {
    StringBuilder text = new StringBuilder();
    text.append(left).append(',').append(right).append('>').append(target).append(' ');
    for (Operator operator : Operator.values()) {
      text.append(operator.symbol());
      if (operator == end) {
        return text.append(endResult).toString();
      }
      text.append(operator.apply(left, right));
    }
    throw new AssertionError(end);
  }
}
