package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/**
 * Gemma 3's text models: windows in all layers but every sixth, which rotate with a base of their
 * own; norms around the branches, by 1 + w, and over the heads of q and k; embeddings times √d.
 */
final class Gemma3Family extends ModelFamily {
  private static final String LOCAL_THETA = "rope_local_base_freq";
  private static final double USUAL_LOCAL_THETA = 10_000;

  /** Score scale 1/√n; n is the width of a head in all released text models. */
  private static final String SCALAR = "query_pre_attn_scalar";

  private static final double USUAL_SCALAR = 256;

  /** The first in newer files, the second in older ones. */
  private static final String INTERVAL = "_sliding_window_pattern";

  private static final String OLD_INTERVAL = "sliding_window_pattern";
  private static final int USUAL_INTERVAL = 6;

  Gemma3Family() {
    super(
        "gemma3_text",
        "Gemma3ForCausalLM",
        Defaults.of(131_072).theta(1e6).withTiedHead().kvHeads(4).headDim(256));
  }

  @Override
  Biases biases(ConfigJson in) {
    return Biases.ofAttention(in.flag("attention_bias"));
  }

  @Override
  QkNorm qkNorm() {
    return QkNorm.EACH_HEAD;
  }

  @Override
  NormPlaces normPlaces() {
    return NormPlaces.AROUND;
  }

  @Override
  NormGain normGain() {
    return NormGain.ONE_PLUS_WEIGHT;
  }

  @Override
  Activation activation() {
    return Activation.GELU_TANH;
  }

  @Override
  String activationKey() {
    return "hidden_activation";
  }

  @Override
  Multipliers multipliers(ConfigJson in) {
    double scalar = in.above(0, SCALAR, USUAL_SCALAR);
    return new Multipliers(new EmbeddingScale.RootOfWidth(), new ScoreScale.OfWidth(scalar), 1, 1);
  }

  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    int interval = in.atLeastOne(INTERVAL, in.atLeastOne(OLD_INTERVAL, USUAL_INTERVAL));
    return LayerTypes.readAlways(in, layers, LayerTypes.butEvery(interval, layers));
  }

  @Override
  boolean rotatesByWindow() {
    return true;
  }

  @Override
  LayerRotation rotation(ConfigJson in, RopeJson rope, int layers) {
    return rope.ofWindows(LOCAL_THETA, USUAL_LOCAL_THETA);
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    json.put("attention_bias", config.biases().qkv());
    if (config.multipliers().scores() instanceof ScoreScale.OfWidth scale) {
      ConfigJson.put(json, SCALAR, scale.n());
    }
    if (config.variations().rotation() instanceof LayerRotation.ByWindow windows) {
      json.put(LOCAL_THETA, windows.theta());
    }
    LayerTypes.writeAlways(config.window(), config.layers(), json);
  }
}
