package io.didact.recipe;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a block of settings; all of it is reported at once. */
public final class Rules {
  private final List<String> wrong = new ArrayList<>();

  Rules require(boolean holds, String complaint) {
    if (!holds) {
      wrong.add(complaint);
    }
    return this;
  }

  Rules atLeast(String key, long least, long value) {
    return require(value >= least, key + " must be ≥ " + least + ", was " + value);
  }

  Rules positive(String key, double value) {
    return require(
        value > 0 && Double.isFinite(value), key + " must be > 0 and finite, was " + value);
  }

  /** Runs the checks of another record and takes over its complaints. */
  Rules valid(Runnable makes) {
    try {
      makes.run();
    } catch (IllegalArgumentException e) {
      wrong.add(String.valueOf(e.getMessage()));
    }
    return this;
  }

  /** Takes over the complaints of other rules, each with a place before it. */
  Rules all(String place, Rules others) {
    others.wrong.forEach(each -> wrong.add(place.isEmpty() ? each : place + ": " + each));
    return this;
  }

  void done() {
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", wrong));
    }
  }
}
