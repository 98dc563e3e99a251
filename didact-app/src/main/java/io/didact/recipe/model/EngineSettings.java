package io.didact.recipe.model;

import io.didact.engine.RolloutEngine;
import io.didact.engine.TokenScorer;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Who samples: the key {@code engine} of {@code machine}, whose {@code type} chooses. The choices
 * are open: an {@link io.didact.config.Extension} brings others (docs/adding-an-engine.md).
 */
public interface EngineSettings {
  /**
   * An engine that samples from a model's current weights ({@link LoadedModel#weights}: with its
   * adapter, where it has one); the caller closes it.
   *
   * @throws IOException where it cannot be reached
   */
  RolloutEngine open(LoadedModel model, Workers workers) throws IOException;

  /**
   * The same, with somebody who hears what is to be said of it.
   *
   * @param messages may be called by any thread
   */
  default RolloutEngine open(LoadedModel model, Workers workers, Consumer<String> messages)
      throws IOException {
    return open(model, workers);
  }

  /** Whether {@link #scorer} gives one. */
  default boolean scores() {
    return false;
  }

  /**
   * Who says how probable given tokens are to a model whose weights do not change; the caller
   * closes it. It does not need the model's weights any more once it is there.
   *
   * @param temperature τ of all that it will be asked
   * @param messages may be called by any thread
   * @throws IOException where it cannot be reached, or does not score as the model does
   * @throws UnsupportedOperationException where it {@link #scores} not
   */
  default TokenScorer scorer(
      LoadedModel model, Workers workers, double temperature, Consumer<String> messages)
      throws IOException {
    throw new UnsupportedOperationException("it samples and does not score");
  }
}
