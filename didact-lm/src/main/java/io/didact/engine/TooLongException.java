package io.didact.engine;

/** A sequence that is longer than a model's positions, or than somebody allows. */
public final class TooLongException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public TooLongException(String message) {
    super(message);
  }

  /**
   * Refuses a sequence that is too long.
   *
   * @param what names the sequence in the message
   * @param most what {@code most} tokens are, in words
   */
  public static void require(String what, long tokens, int most, String limit) {
    if (tokens > most) {
      throw new TooLongException(
          "%s has %d tokens, more than %s, %d".formatted(what, tokens, limit, most));
    }
  }
}
