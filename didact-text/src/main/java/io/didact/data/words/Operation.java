package io.didact.data.words;

import java.util.function.IntBinaryOperator;

/** Arithmetic of whole numbers. */
public enum Operation {
  PLUS('+', (left, right) -> left + right),
  MINUS('-', (left, right) -> left - right),
  TIMES('*', (left, right) -> left * right),
  /** Of a number that the other divides. */
  OVER('/', (left, right) -> left / right);

  private final char symbol;
  private final IntBinaryOperator operation;

  Operation(char symbol, IntBinaryOperator operation) {
    this.symbol = symbol;
    this.operation = operation;
  }

  int apply(int left, int right) {
    return operation.applyAsInt(left, right);
  }

  char symbol() {
    return symbol;
  }

  /** Whether a sum or difference to the left of it needs parentheses. */
  boolean binds() {
    return this == TIMES || this == OVER;
  }
}
