package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/** OLMo 2: norms after the branches only, and over all heads of q and of k together. */
class Olmo2Family extends ModelFamily {
  Olmo2Family() {
    this("olmo2", "Olmo2ForCausalLM", Defaults.of(2048).eps(1e-5));
  }

  Olmo2Family(String modelType, String architecture, Defaults defaults) {
    super(modelType, architecture, defaults);
  }

  @Override
  Biases biases(ConfigJson in) {
    return Biases.ofAttention(in.flag("attention_bias"));
  }

  @Override
  QkNorm qkNorm() {
    return QkNorm.WHOLE;
  }

  @Override
  NormPlaces normPlaces() {
    return NormPlaces.AFTER;
  }

  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    LayerTypes.requireFull(in);
    return AttentionWindow.FULL;
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    json.put("attention_bias", config.biases().qkv());
  }
}
