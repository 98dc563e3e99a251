package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/** Granite 3, dense: as Llama, with four multipliers. */
final class GraniteFamily extends ModelFamily {
  private static final String EMBEDDING = "embedding_multiplier";
  private static final String SCORES = "attention_multiplier";
  private static final String BRANCHES = "residual_multiplier";
  private static final String LOGITS = "logits_scaling";

  GraniteFamily() {
    super("granite", "GraniteForCausalLM", Defaults.of(2048));
  }

  @Override
  Biases biases(ConfigJson in) {
    boolean attention = in.flag("attention_bias");
    return new Biases(attention, attention, in.flag("mlp_bias"));
  }

  @Override
  Multipliers multipliers(ConfigJson in) {
    return new Multipliers(
        new EmbeddingScale.Factor(in.above(0, EMBEDDING, 1)),
        new ScoreScale.Factor(in.above(0, SCORES, 1)),
        in.above(0, BRANCHES, 1),
        in.above(0, LOGITS, 1));
  }

  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    LayerTypes.requireFull(in);
    return AttentionWindow.FULL;
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    json.put("attention_bias", config.biases().qkv()).put("mlp_bias", config.biases().mlp());
    Multipliers multipliers = config.multipliers();
    if (multipliers.embedding() instanceof EmbeddingScale.Factor embedding) {
      json.put(EMBEDDING, embedding.value());
    }
    if (multipliers.scores() instanceof ScoreScale.Factor scores) {
      json.put(SCORES, scores.value());
    }
    json.put(BRANCHES, multipliers.branches()).put(LOGITS, multipliers.logitDivisor());
  }
}
