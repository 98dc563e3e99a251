package io.didact.data.synthetic;

import java.util.List;
import java.util.Optional;

/**
 * One try of a countdown search: two of the numbers are put together, and the question is whether
 * the third makes the target of the result.
 */
interface Attempt {
  /** The places of the pair and of the number that is left, in the order of the search. */
  int[][] PAIRS = {{0, 1, 2}, {0, 2, 1}, {1, 2, 0}};

  /** The operations with the third number, in the order in which they are looked at. */
  List<Operator> closings();

  boolean hits(Operator last);

  /** The first operation that hits; empty where none does. */
  default Optional<Operator> hit() {
    return closings().stream().filter(this::hits).findFirst();
  }

  /** All of the try, up to the first hit. */
  String text();

  /** The try that takes {@code last} for a hit, rightly or wrongly. */
  String textUpTo(Operator last);

  /** What the pair comes to, as an equation. */
  String firstStep();

  /** What this and the third number come to, as an equation. */
  String lastStep(Operator last);

  /** The whole expression. */
  String expression(Operator last);
}
