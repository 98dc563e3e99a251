package io.didact.http;

import java.io.IOException;
import java.time.Duration;

/** What came is not what was asked for, or did not come; it may at the next try. */
public final class UnreadableException extends IOException {
  private static final long serialVersionUID = 1L;
  private final transient Duration asked;
  private final boolean quotes;

  /**
   * @param message what is wrong with the answer, whose beginning is put behind it
   */
  public UnreadableException(String message) {
    this(message, Duration.ZERO, true);
  }

  UnreadableException(String message, Duration asked, boolean quotes) {
    super(message);
    this.asked = asked;
    this.quotes = quotes;
  }

  /** The pause that the server asks for. */
  Duration asked() {
    return asked;
  }

  boolean quotes() {
    return quotes;
  }
}
