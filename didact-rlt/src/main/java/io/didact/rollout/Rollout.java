package io.didact.rollout;

import io.didact.engine.Finish;
import io.didact.text.TokenIds;

/**
 * One sampled completion, exactly as it was sampled.
 *
 * @param prompt what the policy saw
 * @param completion o_i, what it wrote, with the token that ended it
 * @param logProbs [completion tokens] log-prob of each token at the sampling temperature; empty
 *     where the engine gives none
 * @param finish why it ended
 * @param seed of its random draws
 */
public record Rollout(
    TokenIds prompt, TokenIds completion, double[] logProbs, Finish finish, long seed) {
  public Rollout {
    if (logProbs.length != 0 && logProbs.length != completion.size()) {
      throw new IllegalArgumentException(
          logProbs.length + " log-probs for " + completion.size() + " tokens");
    }
  }
}
