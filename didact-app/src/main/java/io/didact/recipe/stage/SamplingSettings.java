package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.View;
import io.didact.engine.Sampling;
import io.didact.recipe.model.ModelInfo;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * How text is sampled.
 *
 * @param temperature τ; 0 is greedy
 * @param topP 1 = off
 * @param topK 0 = off
 * @param minP 0 = off
 * @param maxNewTokens longest completion
 */
public record SamplingSettings(
    double temperature, double topP, int topK, double minP, int maxNewTokens) {
  public SamplingSettings {
    new Rules()
        .valid(() -> new Sampling(temperature, topP, topK, minP, maxNewTokens, Set.of(), List.of()))
        .done();
  }

  Rules idle() {
    String greedy = "at temperature 0 the most probable token is taken";
    return new Rules()
        .idle(temperature == 0 && topP < 1, "topP", greedy)
        .idle(temperature == 0 && topK > 0, "topK", greedy)
        .idle(temperature == 0 && minP > 0, "minP", greedy);
  }

  /** τ 0.7, nothing truncated. */
  public static SamplingSettings defaults() {
    return new SamplingSettings(0.7, 1, 0, 0, 16_384);
  }

  SamplingSettings at(double other) {
    return new SamplingSettings(other, topP, topK, minP, maxNewTokens);
  }

  /** For a model in a view: it stops where the view ends, or where it ends its turn. */
  Sampling of(ModelInfo model, View view) throws IOException {
    return stoppingAt(model, view.stops());
  }

  /** It stops at a model's end ids and at these texts. */
  Sampling stoppingAt(ModelInfo model, List<String> texts) throws IOException {
    return new Sampling(temperature, topP, topK, minP, maxNewTokens, model.endIds(), texts);
  }
}
