package io.didact.engine;

import java.util.List;
import java.util.Optional;

/** Says how probable given tokens are to a model, wherever that is. */
public interface TokenScorer extends AutoCloseable {
  /**
   * @param temperature τ &gt; 0 that divides the logits
   * @return for each request, for each of its spans, the log-probabilities of its tokens; nothing
   *     for an empty span
   * @throws NonFiniteLogitsException where the model's logits are not finite
   */
  List<List<TokenLogProbs>> score(List<Scorer.Request> requests, double temperature);

  /** The model in this process, for what needs whole distributions. */
  default Optional<Scorer> here() {
    return Optional.empty();
  }

  @Override
  void close();
}
