package io.didact.recipe.model;

import io.didact.config.Rules;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutEngine;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.util.Optional;
import java.util.function.IntFunction;

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

  public static LocalEngineSettings defaults() {
    return new LocalEngineSettings(LocalEngine.DEFAULT_MAX_ROWS, 0);
  }

  @Override
  public RolloutEngine open(LoadedModel model, Workers workers) {
    Optional<Tokenizer> words = model.words();
    return new LocalEngine(
        model.weights(),
        workers,
        Math.min(words.map(Tokenizer::size).orElse(model.vocabSize()), model.vocabSize()),
        words.map(Tokenizer::gaps).orElse(TokenIds.EMPTY),
        words.map(each -> (IntFunction<byte[]>) each::bytes).orElse(null),
        maxRows,
        maxCachedTokens);
  }
}
