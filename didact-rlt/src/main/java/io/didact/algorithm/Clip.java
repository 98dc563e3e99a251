package io.didact.algorithm;

import io.didact.config.Rules;

/**
 * Bounds for each token's value.
 *
 * @param low smallest value let through, −∞ for no bound
 * @param high largest value let through, +∞ for no bound
 */
public record Clip(double low, double high) {
  /** No bounds. */
  public static final Clip NONE = new Clip(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  public Clip {
    new Rules("clip")
        .require(!Double.isNaN(low) && low < Double.POSITIVE_INFINITY, "low", "a number", low)
        .require(!Double.isNaN(high) && high > Double.NEGATIVE_INFINITY, "high", "a number", high)
        .require(!(low > high), "low", "must be ≤ high, were " + low + " and " + high)
        .done();
  }

  /** A lower bound only, as for log-probs. */
  public static Clip atLeast(double low) {
    return new Clip(low, Double.POSITIVE_INFINITY);
  }

  /** An upper bound only, as for KL values. */
  public static Clip atMost(double high) {
    return new Clip(Double.NEGATIVE_INFINITY, high);
  }

  public double of(double x) {
    return Math.min(high, Math.max(low, x));
  }
}
