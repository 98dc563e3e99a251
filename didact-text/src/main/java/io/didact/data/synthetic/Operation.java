package io.didact.data.synthetic;

/**
 * An operator with its right operand, as in {@code +4}.
 *
 * @param operand a digit
 */
public record Operation(Operator operator, int operand) {
  public Operation {
    Digits.check(operand);
  }

  /** The result's last digit. */
  public int apply(int left) {
    return operator.apply(left, operand);
  }

  @Override
  public String toString() {
    return "" + operator.symbol() + operand;
  }
}
