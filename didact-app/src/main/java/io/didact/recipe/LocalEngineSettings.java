package io.didact.recipe;

import io.didact.config.Rules;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutEngine;
import io.didact.tensor.Workers;

/**
 * Sampling in this process.
 *
 * @param maxRows samples that one worker writes at once
 * @param maxCachedTokens tokens whose keys and values one worker holds while it writes; the
 *     youngest samples wait when there are more. 0 for what fits into a quarter of the machine's
 *     memory
 */
public record LocalEngineSettings(int maxRows, int maxCachedTokens) implements EngineSettings {
  public LocalEngineSettings {
    new Rules()
        .atLeast("maxRows", 1, maxRows)
        .atLeast("maxCachedTokens", 0, maxCachedTokens)
        .done();
  }

  static LocalEngineSettings defaults() {
    return new LocalEngineSettings(LocalEngine.DEFAULT_MAX_ROWS, 0);
  }

  @Override
  public RolloutEngine open(LoadedModel model, Workers workers) {
    return new LocalEngine(
        model.parameters(),
        workers,
        Math.min(model.tokenizer().size(), model.checkpoint().config().vocabSize()),
        model.tokenizer().gaps(),
        model.tokenizer()::bytes,
        maxRows,
        maxCachedTokens);
  }
}
