package io.didact.data.synthetic;

import java.util.SplittableRandom;

/**
 * An operation on whole numbers, with its result worked out in at most two steps: {@code
 * 47+38=77+8=85}, {@code 85-38=55-8=47}, {@code 47*6=240+42=282}. Tens go first. So a model learns
 * steps that carry once, and never a table of all pairs.
 *
 * @param left 0 to 999, of a product 0 to 99
 * @param right 0 to 99; of a product one of the two is a digit, of a difference it is ≤ left
 */
record Sum(int left, Operator operator, int right) {
  Sum {
    if (!writable(left, operator, right)) {
      throw new IllegalArgumentException(
          "not worked out in steps: " + left + operator.symbol() + right);
    }
  }

  private static boolean writable(int left, Operator operator, int right) {
    if (left < 0 || left > 999 || right < 0 || right > 99) {
      return false;
    }
    return switch (operator) {
      case PLUS -> true;
      case MINUS -> left >= right;
      case TIMES -> left <= 99 && Math.min(left, right) <= 9;
    };
  }

  /** Whether a product of two numbers up to 99 can be written. */
  static boolean multiplies(int left, int right) {
    return writable(left, Operator.TIMES, right);
  }

  /** One of any kind, with as many digits as searches have. */
  static Sum random(SplittableRandom random) {
    Operator operator = Operator.values()[random.nextInt(3)];
    if (operator == Operator.TIMES) {
      int digit = random.nextInt(10);
      int other = random.nextInt(4) == 0 ? random.nextInt(10) : random.nextInt(10, 100);
      return random.nextBoolean()
          ? new Sum(digit, operator, other)
          : new Sum(other, operator, digit);
    }
    int left = ofDigits(1 + random.nextInt(3), random);
    int right = ofDigits(1 + random.nextInt(2), random);
    boolean swap = operator == Operator.MINUS && left < right;
    return swap ? new Sum(right, operator, left) : new Sum(left, operator, right);
  }

  private static int ofDigits(int count, SplittableRandom random) {
    return switch (count) {
      case 1 -> random.nextInt(10);
      case 2 -> random.nextInt(10, 100);
      default -> random.nextInt(100, 1000);
    };
  }

  int result() {
    return operator.exact(left, right);
  }

  /** {@code 47+38}. */
  String term() {
    return "" + left + operator.symbol() + right;
  }

  /** {@code 47+38=77+8=85}; {@code 47+8=55}, where there are no tens to be taken first. */
  String text() {
    return term() + halfway() + "=" + result();
  }

  private String halfway() {
    if (operator == Operator.TIMES) {
      int large = Math.max(left, right);
      int digit = Math.min(left, right);
      return hasTensAndOnes(large) ? "=" + tens(large) * digit + "+" + ones(large) * digit : "";
    }
    return hasTensAndOnes(right)
        ? "=" + operator.exact(left, tens(right)) + operator.symbol() + ones(right)
        : "";
  }

  private static boolean hasTensAndOnes(int number) {
    return number > 9 && ones(number) > 0;
  }

  private static int tens(int number) {
    return number - ones(number);
  }

  private static int ones(int number) {
    return number % 10;
  }
}
