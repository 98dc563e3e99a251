package io.didact.hub;

import java.io.IOException;
import java.time.Duration;

/** An answer that says: later. */
final class TransientException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  /**
   * @param wait as long as the server asks for; zero where it does not say
   */
  TransientException(String message, Duration wait) {
    super(message);
    this.wait = wait;
  }

  Duration waitFor() {
    return wait;
  }
}
