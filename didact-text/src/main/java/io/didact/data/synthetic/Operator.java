package io.didact.data.synthetic;

import java.util.function.IntBinaryOperator;

/** An operation on last digits: arithmetic modulo 10. */
public enum Operator {
  PLUS('+', (left, right) -> left + right),
  MINUS('-', (left, right) -> left - right),
  TIMES('*', (left, right) -> left * right);

  private final char symbol;
  private final IntBinaryOperator operation;

  Operator(char symbol, IntBinaryOperator operation) {
    this.symbol = symbol;
    this.operation = operation;
  }

  /** The result's last digit; {@code 3 - 7} is 6. */
  public int apply(int left, int right) {
    return Math.floorMod(exact(left, right), 10);
  }

  /** The result itself, of whole numbers. */
  int exact(int left, int right) {
    return operation.applyAsInt(left, right);
  }

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
}
