package io.didact.algorithm;

import io.didact.config.Rules;
import java.util.Arrays;

/**
 * What the policy part of a token's loss is multiplied by where another program sampled the token,
 * or older weights did: w = π_old/μ, bounded. π_old is the policy before the update, by the
 * trainer's own arithmetic; μ is what the sampler says of itself. No gradient goes through w.
 *
 * @param beyond what becomes of w out of bounds
 * @param per whether w is a token's own, or the product over its completion
 * @param least below which {@code MASK} leaves out
 * @param most above which {@code TRUNCATE} cuts and {@code MASK} leaves out
 */
public record SamplerCorrection(Beyond beyond, Per per, double least, double most) {
  /** log w is cut here before exp, as usual. */
  private static final double LARGEST_LOG = 20;

  /** What becomes of weights out of bounds. */
  public enum Beyond {
    /** There is no correction: all weights are 1. */
    OFF,
    /** min(w, most): truncated importance sampling. */
    TRUNCATE,
    /** 0 outside of [least, most]: masked importance sampling. */
    MASK
  }

  /** What a weight is taken over. */
  public enum Per {
    TOKEN,
    COMPLETION
  }

  public SamplerCorrection {
    new Rules("correction")
        .notNegative("least", least)
        .require(most >= 1, "most", "≥ 1", most)
        .require(least <= 1, "least", "≤ 1", least)
        .done();
  }

  /** Truncated, token by token, at 2. */
  public static SamplerCorrection defaults() {
    return new SamplerCorrection(Beyond.TRUNCATE, Per.TOKEN, 0.5, 2);
  }

  /**
   * The weights of a completion.
   *
   * @param policy [tokens] log π_old, at the temperature of sampling
   * @param sampler [tokens] log μ, at the same
   * @return [tokens]
   */
  public double[] weights(double[] policy, double[] sampler) {
    double[] weights = new double[policy.length];
    double sum = 0;
    for (int k = 0; k < policy.length; k++) {
      double log = policy[k] - sampler[k];
      sum += log;
      weights[k] = bounded(log);
    }
    if (per == Per.COMPLETION) {
      Arrays.fill(weights, bounded(sum));
    }
    return weights;
  }

  private double bounded(double log) {
    double weight = Math.exp(Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, log)));
    return switch (beyond) {
      case OFF -> 1;
      case TRUNCATE -> Math.min(weight, most);
      case MASK -> weight >= least && weight <= most ? weight : 0;
    };
  }
}
