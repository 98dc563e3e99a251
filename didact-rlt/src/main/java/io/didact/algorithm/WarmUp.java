package io.didact.algorithm;

import io.didact.config.Rules;

/** How many steps the learning rate takes to rise to its peak. */
public sealed interface WarmUp {
  /** No warm-up: the first step has the peak rate. */
  WarmUp NONE = new Steps(0);

  /** Number of warm-up steps in a run of {@code totalSteps}. */
  int steps(int totalSteps);

  /** A fixed number of steps, ≥ 0. */
  record Steps(int count) implements WarmUp {
    public Steps {
      new Rules("warm-up").require(count >= 0, "steps", "≥ 0", count).done();
    }

    @Override
    public int steps(int totalSteps) {
      return count;
    }
  }

  /** A fraction of the run in [0, 1], rounded up to whole steps as Hugging Face's trainer does. */
  record Fraction(double ofRun) implements WarmUp {
    public Fraction {
      new Rules("warm-up").inUnit("ofRun", ofRun).done();
    }

    @Override
    public int steps(int totalSteps) {
      return (int) Math.ceil(totalSteps * ofRun);
    }
  }
}
