package io.didact.data.countdown;

import io.didact.data.Seeds;
import java.util.Locale;

/**
 * What is trained on and what is tested on. A puzzle belongs to one of them by a hash of its sorted
 * numbers, whoever draws it and whatever its target: the two never share a set of numbers.
 */
public enum CountdownSplit {
  TRAIN,
  TEST;

  /** One set of numbers in this many is for tests: the published sizes are 16,384 and 1,024. */
  private static final int TEST_ONE_IN = 17;

  static CountdownSplit of(CountdownPuzzle puzzle) {
    return Math.floorMod(Seeds.of("countdown:" + puzzle.key()), TEST_ONE_IN) == 0 ? TEST : TRAIN;
  }

  /** The name in configurations and ids. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
