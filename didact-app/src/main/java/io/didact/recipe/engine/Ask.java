package io.didact.recipe.engine;

import io.didact.engine.Sampling;
import io.didact.text.TokenIds;
import java.util.Set;

/**
 * One sample that a server is asked for.
 *
 * @param served the name of the model, or of its adapter
 * @param salt tells the server's caches of prefixes apart: another for each version of the weights
 * @param limit of new tokens, at least 1
 * @param banned ids that are not sampled
 */
record Ask(
    String served,
    String salt,
    TokenIds prompt,
    Sampling sampling,
    int limit,
    long seed,
    Set<Integer> banned) {

  /** Whether tokens are left out before one is drawn. */
  static boolean truncates(Sampling sampling) {
    return sampling.topP() < 1 || sampling.topK() > 0 || sampling.minP() > 0;
  }
}
