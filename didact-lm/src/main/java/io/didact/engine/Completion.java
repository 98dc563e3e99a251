package io.didact.engine;

import io.didact.text.TokenIds;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the model wrote after a prompt.
 *
 * @param ids the sampled ids, the stop token or the tokens of the stop string included
 * @param logProbs [ids], or empty where the engine gives none: log-softmax(logits/τ) of each
 *     sampled token over the model's whole vocabulary, before any truncation by top-k, top-p or
 *     min-p; τ is the sampling temperature, and 1 for greedy choice. Not copied; not to be changed
 * @param finish why it ended
 */
public record Completion(TokenIds ids, double[] logProbs, Finish finish) {
  public Completion {
    if (logProbs.length != 0 && ids.size() != logProbs.length) {
      throw new IllegalArgumentException(
          ids.size() + " ids with " + logProbs.length + " log-probabilities");
    }
  }

  /** What was written, of which only the ids are known. */
  public static Completion ofIds(TokenIds ids, Finish finish) {
    return new Completion(ids, new double[0], finish);
  }

  /** Equal where ids, log-probs and finish are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Completion that
        && ids.equals(that.ids)
        && Arrays.equals(logProbs, that.logProbs)
        && finish == that.finish;
  }

  @Override
  public int hashCode() {
    return Objects.hash(ids, Arrays.hashCode(logProbs), finish);
  }
}
