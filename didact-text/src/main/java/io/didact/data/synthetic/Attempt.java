package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * One try of a countdown search: two of the numbers are put together, and the question is whether
 * the third makes the target of the result.
 *
 * @param letter says which try it is
 * @param left first number of the pair
 * @param right second number of the pair
 * @param rest the number that is left
 */
record Attempt(char letter, int left, Operator operator, int right, int rest, int target) {

  /**
   * All 12 tries in the order of the search, lettered from a to l: the pairs (1st, 2nd), (1st,
   * 3rd), (2nd, 3rd), each with x+y, x*y, x-y, y-x.
   */
  static List<Attempt> all(List<Integer> numbers, int target) {
    int[][] pairs = {{0, 1, 2}, {0, 2, 1}, {1, 2, 0}};
    List<Attempt> attempts = new ArrayList<>();
    for (int[] pair : pairs) {
      int x = numbers.get(pair[0]);
      int y = numbers.get(pair[1]);
      int rest = numbers.get(pair[2]);
      int next = attempts.size();
      attempts.add(new Attempt(Chain.letter(next), x, Operator.PLUS, y, rest, target));
      attempts.add(new Attempt(Chain.letter(next + 1), x, Operator.TIMES, y, rest, target));
      attempts.add(new Attempt(Chain.letter(next + 2), x, Operator.MINUS, y, rest, target));
      attempts.add(new Attempt(Chain.letter(next + 3), y, Operator.MINUS, x, rest, target));
    }
    return attempts;
  }

  int result() {
    return operator.apply(left, right);
  }

  /** What is to be found out once the pair is put together. */
  Lookup lookup() {
    return new Lookup(result(), rest, target);
  }

  boolean hits() {
    return lookup().hit().isPresent();
  }

  /** {@code a4+9=3,3>8 +6-0*9 no} or {@code b4*9=6,3>8 +9-3*8}. */
  String text() {
    return opening() + lookup().text();
  }

  /** The try that takes {@code last} for a hit, rightly or wrongly. */
  String textUpTo(Operator last) {
    return opening() + lookup().textUpTo(last);
  }

  /** {@code 4*9=6}. */
  String firstStep() {
    return pair() + "=" + result();
  }

  /** {@code 6*3=8}. */
  String lastStep(Operator last) {
    return "" + result() + last.symbol() + rest + "=" + last.apply(result(), rest);
  }

  /** The whole expression, as in {@code 4*9*3}. */
  String expression(Operator last) {
    return pair() + last.symbol() + rest;
  }

  /** {@code b4*9=}; the lookup begins with the result. */
  private String opening() {
    return letter + pair() + "=";
  }

  private String pair() {
    return "" + left + operator.symbol() + right;
  }
}
