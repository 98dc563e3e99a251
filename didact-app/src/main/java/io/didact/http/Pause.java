package io.didact.http;

import java.time.Duration;

/** Waits between two tries. */
@FunctionalInterface
public interface Pause {
  /** By the clock on the wall. */
  Pause REAL = time -> Thread.sleep(time.toMillis());

  void sleep(Duration time) throws InterruptedException;
}
