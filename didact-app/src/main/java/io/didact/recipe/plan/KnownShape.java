package io.didact.recipe.plan;

import io.didact.model.decoder.DecoderConfig;
import java.util.List;

/** The shape of a published model of the family qwen2, as far as a plan needs it. */
record KnownShape(
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int kvHeads,
    int vocabSize,
    boolean tiedHead,
    int maxPositions) {
  DecoderConfig config() {
    return new DecoderConfig(
        "qwen2",
        vocabSize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        kvHeads,
        hiddenSize / heads,
        1e-6,
        1e6,
        tiedHead,
        maxPositions,
        List.of());
  }
}
