package io.didact.data.synthetic;

import java.util.List;

/** A task that is solved by search: three numbers and a target. */
sealed interface Searched extends Task permits Countdown, WholeCountdown {
  int target();

  /** All tries, in the order of the search. */
  List<Attempt> attempts();

  /** The tries up to the first that hits. */
  default CountdownSearch search() {
    return CountdownSearch.of(attempts());
  }
}
