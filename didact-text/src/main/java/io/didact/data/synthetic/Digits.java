package io.didact.data.synthetic;

/** Reading and checking of single digits. */
final class Digits {
  private Digits() {}

  static int check(int digit) {
    if (digit < 0 || digit > 9) {
      throw new IllegalArgumentException(digit + " is not a digit");
    }
    return digit;
  }

  static int of(char symbol) {
    if (symbol < '0' || symbol > '9') {
      throw new IllegalArgumentException("'" + symbol + "' is not a digit");
    }
    return symbol - '0';
  }
}
