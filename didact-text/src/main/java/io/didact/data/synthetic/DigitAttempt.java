package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * A try with digits, modulo 10. All three operations with the third number are looked at.
 *
 * @param letter says which try it is
 * @param left first number of the pair
 * @param right second number of the pair
 * @param rest the number that is left
 */
record DigitAttempt(char letter, int left, Operator operator, int right, int rest, int target)
    implements Attempt {

  /**
   * All 12 tries in the order of the search, lettered from a to l: the pairs (1st, 2nd), (1st,
   * 3rd), (2nd, 3rd), each with x+y, x*y, x-y, y-x.
   */
  static List<Attempt> all(List<Integer> numbers, int target) {
    List<Attempt> attempts = new ArrayList<>();
    for (int[] pair : PAIRS) {
      int x = numbers.get(pair[0]);
      int y = numbers.get(pair[1]);
      int rest = numbers.get(pair[2]);
      int next = attempts.size();
      attempts.add(new DigitAttempt(Chain.letter(next), x, Operator.PLUS, y, rest, target));
      attempts.add(new DigitAttempt(Chain.letter(next + 1), x, Operator.TIMES, y, rest, target));
      attempts.add(new DigitAttempt(Chain.letter(next + 2), x, Operator.MINUS, y, rest, target));
      attempts.add(new DigitAttempt(Chain.letter(next + 3), y, Operator.MINUS, x, rest, target));
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

  @Override
  public List<Operator> closings() {
    return List.of(Operator.values());
  }

  @Override
  public boolean hits(Operator last) {
    return lookup().hits(last);
  }

  /** {@code a4+9=3,3>8 +6-0*9 no} or {@code b4*9=6,3>8 +9-3*8}. */
  @Override
  public String text() {
    return opening() + lookup().text();
  }

  @Override
  public String textUpTo(Operator last) {
    return opening() + lookup().textUpTo(last);
  }

  /** {@code 4*9=6}. */
  @Override
  public String firstStep() {
    return pair() + "=" + result();
  }

  /** {@code 6*3=8}. */
  @Override
  public String lastStep(Operator last) {
    return "" + result() + last.symbol() + rest + "=" + last.apply(result(), rest);
  }

  @Override
  public String expression(Operator last) {
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
