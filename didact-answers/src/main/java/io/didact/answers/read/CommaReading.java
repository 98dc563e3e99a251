package io.didact.answers.read;

/** What a comma between digits means: {@code 1,234} and {@code 1,23} have several readings. */
public enum CommaReading {
  /** A separator of thousands where it can be one, else of items. */
  USUAL,
  /** Always a separator of items. */
  ITEMS,
  /** The decimal comma. */
  DECIMAL
}
