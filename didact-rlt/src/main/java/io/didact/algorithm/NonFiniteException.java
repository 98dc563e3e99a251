package io.didact.algorithm;

/**
 * A loss or a gradient that is not a finite number: training stops before the update that would use
 * it.
 */
public final class NonFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NonFiniteException(String message) {
    super(message);
  }

  public NonFiniteException(String message, RuntimeException cause) {
    super(message, cause);
  }
}
