package io.didact.hub;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits between two tries. */
public interface Pause {
  void sleep(Duration time) throws InterruptedException;

  /** By the clock on the wall. */
  static Pause real() {
    return time -> Thread.sleep(time.toMillis());
  }

  /** The same, with Java's interruption as a failure of input and output. */
  default void of(Duration time) throws InterruptedIOException {
    try {
      sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("was stopped").initCause(e);
    }
  }
}
