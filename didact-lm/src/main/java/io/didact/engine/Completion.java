package io.didact.engine;

import io.didact.text.TokenIds;

/**
 * What the model wrote after a prompt.
 *
 * @param ids the sampled ids, the stop token or the tokens of the stop string included
 * @param logProbs [ids] log-softmax(logits/τ) of each sampled token over the model's whole
 *     vocabulary, before any truncation by top-k, top-p or min-p; τ is the sampling temperature,
 *     and 1 for greedy choice. Not copied; not to be changed
 * @param finish why it ended
 */
public record Completion(TokenIds ids, double[] logProbs, Finish finish) {
  public Completion {
    if (ids.size() != logProbs.length) {
      throw new IllegalArgumentException(
          ids.size() + " ids with " + logProbs.length + " log-probabilities");
    }
  }
}
