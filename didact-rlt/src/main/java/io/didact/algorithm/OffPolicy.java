package io.didact.algorithm;

import io.didact.config.Rules;

/**
 * How far the sampler may be from the policy that learns.
 *
 * @param correction of the loss by what the sampler says of its tokens; idle where the sampler is
 *     the policy itself
 * @param mostMismatch mean |log π_old − log μ| over a step's tokens, in nats, above which training
 *     stops
 * @param staleness 0: a batch is sampled with the weights that learn from it. 1: the next batch is
 *     sampled while one is learned from, with the weights of before
 */
public record OffPolicy(SamplerCorrection correction, double mostMismatch, int staleness) {
  public OffPolicy {
    new Rules("offPolicy")
        .positive("mostMismatch", mostMismatch)
        .require(staleness == 0 || staleness == 1, "staleness", "0 or 1", staleness)
        .done();
  }

  /** Truncated importance sampling, a stop at 0.3 nats, nothing stale. */
  public static OffPolicy defaults() {
    return new OffPolicy(SamplerCorrection.defaults(), 0.3, 0);
  }
}
