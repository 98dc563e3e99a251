package io.didact.algorithm;

import io.didact.config.Rules;

/**
 * The learning rate of each update.
 *
 * <p>Steps s are counted from 0, w of N steps are warm-up. For s &lt; w the rate is {@code
 * peak·(s+1)/w}; afterwards {@code shape(p)·peak + (1 − shape(p))·floor} with {@code p = (s − w)/(N
 * − w)}. Hugging Face's schedules have {@code peak·s/w} in the warm-up, so that their first update
 * does nothing; here no update has rate 0 (and both s = w − 1 and s = w have the peak rate). From s
 * = w on, and without warm-up throughout, the two agree. p stays below 1 for s &lt; N: the floor is
 * approached, not reached.
 *
 * @param shape of the decay
 * @param peak highest rate, ≥ 0; 0 for a control that learns nothing
 * @param warmUp linear rise at the start
 * @param floor rate towards which the decay goes, in [0, peak]; a constant rate ignores it
 */
public record LearningRateSchedule(Shape shape, double peak, WarmUp warmUp, double floor) {
  /** The decay from 1 (p = 0) to 0 (p = 1). */
  public enum Shape {
    /** 1 throughout. */
    CONSTANT {
      @Override
      double at(double p) {
        return 1;
      }
    },
    /** 1 − p. */
    LINEAR {
      @Override
      double at(double p) {
        return 1 - p;
      }
    },
    /** (1 + cos πp) / 2. */
    COSINE {
      @Override
      double at(double p) {
        return (1 + Math.cos(Math.PI * p)) / 2;
      }
    };

    abstract double at(double p);
  }

  public LearningRateSchedule {
    new Rules("learning rate")
        .notNegative("peak", peak)
        .require(
            floor >= 0 && !(peak >= 0 && floor > peak), // a wrong peak is one fault
            "floor",
            "must be in [0, the highest rate], was " + floor)
        .done();
  }

  /** The same rate at every step. */
  public static LearningRateSchedule constant(double rate) {
    return new LearningRateSchedule(Shape.CONSTANT, rate, WarmUp.NONE, 0);
  }

  /** Linear decay to 0. */
  public static LearningRateSchedule linear(double peak, WarmUp warmUp) {
    return new LearningRateSchedule(Shape.LINEAR, peak, warmUp, 0);
  }

  /** Cosine decay to 0. */
  public static LearningRateSchedule cosine(double peak, WarmUp warmUp) {
    return new LearningRateSchedule(Shape.COSINE, peak, warmUp, 0);
  }

  /**
   * The rate of one update.
   *
   * @param step s, counted from 0; beyond the last step the decay stays at its end
   * @param totalSteps N ≥ 1
   */
  public double at(int step, int totalSteps) {
    if (step < 0 || totalSteps < 1) {
      throw new IllegalArgumentException("no step " + step + " of " + totalSteps + " steps");
    }
    int w = warmUp.steps(totalSteps);
    if (step < w) {
      return peak * (step + 1) / w;
    }
    double p = Math.min(1, (double) (step - w) / Math.max(1, totalSteps - w));
    double fraction = shape.at(p);
    return fraction * peak + (1 - fraction) * floor;
  }
}
