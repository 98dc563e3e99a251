package io.didact.hub;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits between two tries. */
interface Pause {
  /** By the clock on the wall. */
  Pause REAL = time -> Thread.sleep(time.toMillis());

  void sleep(Duration time) throws InterruptedException;

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
