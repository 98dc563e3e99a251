package io.didact.rollout;

import io.didact.engine.Finish;
import io.didact.text.TokenIds;

/**
 * One sampled completion, exactly as it was sampled.
 *
 * @param prompt what the policy saw
 * @param completion o_i, what it wrote, with the token that ended it
 * @param logProbs [completion tokens] log π_old of each token at the sampling temperature, by the
 *     arithmetic of training; empty where they are not known
 * @param samplerLogProbs [completion tokens] log μ at the same, as an engine says that is another
 *     program, or had other weights; empty where it says none, or is none
 * @param finish why it ended
 * @param seed of its random draws
 */
public record Rollout(
    TokenIds prompt,
    TokenIds completion,
    double[] logProbs,
    double[] samplerLogProbs,
    Finish finish,
    long seed) {
  public Rollout {
    if (logProbs.length != 0 && logProbs.length != completion.size()) {
      throw new IllegalArgumentException(
          logProbs.length + " log-probs for " + completion.size() + " tokens");
    }
    if (samplerLogProbs.length != 0 && samplerLogProbs.length != completion.size()) {
      throw new IllegalArgumentException(
          samplerLogProbs.length
              + " log-probs of the sampler for "
              + completion.size()
              + " tokens");
    }
  }

  /** One that the policy itself sampled. */
  public Rollout(
      TokenIds prompt, TokenIds completion, double[] logProbs, Finish finish, long seed) {
    this(prompt, completion, logProbs, new double[0], finish, seed);
  }

  /** The same with the policy's own log-probs; those that it had become the sampler's. */
  public Rollout with(double[] ofPolicy) {
    return new Rollout(
        prompt,
        completion,
        ofPolicy,
        samplerLogProbs.length == 0 ? logProbs : samplerLogProbs,
        finish,
        seed);
  }
}
