package io.didact.algorithm;

/**
 * Estimators of KL(π_θ ‖ π_other) at one token, from {@code d = log π_θ(x) − log π_other(x)}.
 *
 * <p>The sign, once and for all: tokens x are sampled from π_θ, so {@code E[d] = KL(π_θ ‖ π_other)}
 * by definition. Schulman ("Approximating KL divergence", 2020) writes x ~ q, ratio {@code r =
 * p(x)/q(x)} and {@code k3 = (r − 1) − log r} for KL(q ‖ p). Here q = π_θ and p = π_other, hence
 * {@code log r = −d} and {@code k3 = exp(−d) − 1 + d}. It is unbiased because {@code E[r] = Σ q p/q
 * = 1}, and never negative. In r_KL π_other is the student; in GRPO it is the reference, where the
 * same estimator is usually written {@code exp(d') − d' − 1} with {@code d' = log π_ref − log π_θ =
 * −d}.
 */
public enum KlEstimator {
  /** d: unbiased, of either sign, high variance. The paper's. */
  K1 {
    @Override
    public double of(double d) {
      return d;
    }
  },
  /** exp(−d) − 1 + d: unbiased, never negative. */
  K3 {
    @Override
    public double of(double d) {
      // exp(−d) − 1 without cancellation; rounding may leave −1e-26 where the truth is +0.
      return Math.max(0, Math.expm1(-d) + d);
    }
  },
  /**
   * Σ_v π_θ(v) (log π_θ(v) − log π_other(v)) over the whole vocabulary: no estimate. It cannot be
   * had from d; whoever holds the distributions brings the values ({@link RltReward#ofExact}).
   */
  EXACT {
    @Override
    public double of(double d) {
      throw new UnsupportedOperationException(
          "the exact KL needs whole distributions, not the log-probs of the sampled token");
    }
  };

  /**
   * The estimate from one sampled token.
   *
   * @param d log π_θ(x) − log π_other(x), x sampled from π_θ
   */
  public abstract double of(double d);
}
