package io.didact.tensor;

/** A rank is gone, or does not come: the others cannot go on. The message names it. */
public final class LostRankException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostRankException(String message, Throwable cause) {
    super(message, cause);
  }
}
