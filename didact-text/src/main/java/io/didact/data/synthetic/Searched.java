package io.didact.data.synthetic;

/** A task that is solved by search: three numbers and a target. */
sealed interface Searched extends Task permits Countdown, WholeCountdown {
  int target();

  CountdownSearch search();
}
