package io.didact.data.synthetic;

import java.util.Optional;
import java.util.stream.Stream;

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

  int result() {
    return operator.apply(left, right);
  }

  /** The last operation that hits the target, + before - before *; empty where none does. */
  Optional<Operator> hit() {
    return hit(result(), rest, target);
  }

  /** {@code 3,3>8 no} or {@code 6,3>8 6*3=8}: what one operation makes of two digits. */
  static String lookup(int result, int rest, int target) {
    String question = result + "," + rest + ">" + target + " ";
    return hit(result, rest, target)
        .map(last -> question + lastStep(result, last, rest, target))
        .orElse(question + "no");
  }

  /** The expression with {@code last} as its second operation, as in {@code 4*9*3}. */
  String expression(Operator last) {
    return pair() + last.symbol() + rest;
  }

  /** {@code a4+9=3,3>8 no}: 3 and 3 do not make 8. */
  String failed() {
    return opening() + " no";
  }

  /** {@code b4*9=6,3>8 6+3=8}, whether that is true or not. */
  String succeeded(Operator last) {
    return opening() + " " + lastStep(last);
  }

  /** {@code 6+3=8}. */
  String lastStep(Operator last) {
    return lastStep(result(), last, rest, target);
  }

  /** {@code 4*9=6}. */
  String firstStep() {
    return pair() + "=" + result();
  }

  private String opening() {
    return letter + firstStep() + "," + rest + ">" + target;
  }

  private String pair() {
    return "" + left + operator.symbol() + right;
  }

  private static Optional<Operator> hit(int result, int rest, int target) {
    return Stream.of(Operator.values())
        .filter(last -> last.apply(result, rest) == target)
        .findFirst();
  }

  private static String lastStep(int result, Operator last, int rest, int target) {
    return "" + result + last.symbol() + rest + "=" + target;
  }
}
