package io.didact.answers.compute;

/**
 * Work that one comparison may still do. Everything whose cost the input decides spends from it
 * before it works, so that an answer never takes long, without clocks: the same input takes the
 * same steps on every machine.
 *
 * <p>A step is about one multiplication of 60-digit numbers. Not thread-safe: one for each
 * comparison.
 */
public final class Budget {
  /** Steps of one comparison: some 15 ms on a machine of 2024. */
  static final int STEPS = 30_000;

  /** Longest answer that is parsed, in characters. */
  public static final int LENGTH = 3_000;

  /** Deepest nesting that is parsed. */
  public static final int DEPTH = 60;

  /** Most operators that follow one another without brackets and nest: 5!!!!, 1/1/1/1. */
  public static final int CHAIN = 100;

  /** Most factors of a product. */
  public static final int FACTORS = 300;

  /** Longest exact integer, in bits. */
  static final int BITS = 40_000;

  private long left;

  public Budget(int steps) {
    left = steps;
  }

  public Budget() {
    this(STEPS);
  }

  /**
   * Takes steps.
   *
   * @throws OverBudgetException when too few are left
   */
  public void spend(long steps) {
    left -= steps;
    if (left < 0) {
      throw new OverBudgetException("it needs more than " + STEPS + " steps of work");
    }
  }

  /**
   * Takes the steps of one operation on integers of so many bits together.
   *
   * @throws OverBudgetException when too few steps are left or the number is too long
   */
  void spendBits(long bits) {
    if (bits > BITS) {
      throw new OverBudgetException("a number has more than " + BITS + " bits");
    }
    long words = bits / 512;
    spend(1 + words + words * words / 4);
  }

  /**
   * Takes the steps of one sum or product of two fractions, of which most is to bring the result to
   * lowest terms; that depends on the shorter one.
   *
   * @throws OverBudgetException when too few steps are left or a number is too long
   */
  void spendOperation(Rational a, Rational b) {
    spendBits(a.bits() + b.bits());
    if (!a.isInteger() || !b.isInteger()) {
      spend(4 + (a.bits() + b.bits()) / 128);
      spendReduction(Math.min(a.bits(), b.bits()));
      spendReduction(Math.min(a.bits(), b.bits()));
    }
  }

  /** Takes the steps of Euclid's algorithm, the shorter number of which has so many bits. */
  void spendReduction(long bits) {
    spend(bits * bits / 8_000);
  }

  /** Steps that are left. */
  long left() {
    return left;
  }
}
