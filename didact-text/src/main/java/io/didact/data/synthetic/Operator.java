package io.didact.data.synthetic;

/** An operation on last digits: arithmetic modulo 10. */
public enum Operator {
  PLUS('+') {
    @Override
    public int apply(int left, int right) {
      return lastDigit(left + right);
    }
  },
  MINUS('-') {
    @Override
    public int apply(int left, int right) {
      return lastDigit(left - right);
    }
  },
  TIMES('*') {
    @Override
    public int apply(int left, int right) {
      return lastDigit(left * right);
    }
  };

  private final char symbol;

  Operator(char symbol) {
    this.symbol = symbol;
  }

  /** The result's last digit; {@code 3 - 7} is 6. */
  public abstract int apply(int left, int right);

  /** The character that stands for it. */
  public char symbol() {
    return symbol;
  }

  /**
   * The operator of a character.
   *
   * @throws IllegalArgumentException if the character stands for none
   */
  public static Operator of(char symbol) {
    for (Operator operator : values()) {
      if (operator.symbol == symbol) {
        return operator;
      }
    }
    throw new IllegalArgumentException("'" + symbol + "' is not an operator");
  }

  private static int lastDigit(int value) {
    return Math.floorMod(value, 10);
  }
}
