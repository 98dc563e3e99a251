package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/** Llama 2 and 3, SmolLM2 and what is distilled into them. */
final class LlamaFamily extends ModelFamily {
  LlamaFamily() {
    super("llama", "LlamaForCausalLM", Defaults.of(2048));
  }

  @Override
  Biases biases(ConfigJson in) {
    boolean attention = in.flag("attention_bias");
    return new Biases(attention, attention, in.flag("mlp_bias"));
  }

  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    LayerTypes.requireFull(in);
    return AttentionWindow.FULL;
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    json.put("attention_bias", config.biases().qkv()).put("mlp_bias", config.biases().mlp());
  }
}
