package io.didact.recipe.model;

import io.didact.config.Rules;
import io.didact.model.decoder.DecoderConfig;
import io.didact.text.CharacterTokenizer;
import java.util.List;

/**
 * The shape of a new model, in Qwen2 layout with a tied head.
 *
 * @param hiddenSize d
 * @param intermediateSize width of SwiGLU
 * @param initializerRange deviation of the random matrices
 */
public record Architecture(
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int kvHeads,
    int maxPositions,
    double initializerRange) {
  public Architecture {
    new Rules()
        .atLeast("hiddenSize", 2, hiddenSize)
        .atLeast("intermediateSize", 1, intermediateSize)
        .atLeast("layers", 1, layers)
        .atLeast("heads", 1, heads)
        .atLeast("kvHeads", 1, kvHeads)
        .atLeast("maxPositions", 1, maxPositions)
        .positive("initializerRange", initializerRange)
        .require(
            heads < 1 || kvHeads < 1 || heads % kvHeads == 0,
            "heads",
            "must be a multiple of kvHeads, were " + heads + " and " + kvHeads)
        .require(
            heads < 1 || hiddenSize % (2 * heads) == 0,
            "hiddenSize",
            "must be an even multiple of heads, were " + hiddenSize + " and " + heads)
        .done();
  }

  /** With the small character tokenizer's vocabulary and end of turn. */
  public DecoderConfig config() {
    CharacterTokenizer characters = CharacterTokenizer.small();
    return new DecoderConfig(
        "qwen2",
        characters.size(),
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        kvHeads,
        hiddenSize / heads,
        1e-6,
        10_000,
        true,
        maxPositions,
        List.of(characters.tokenizer().id("<end>").orElseThrow()));
  }
}
