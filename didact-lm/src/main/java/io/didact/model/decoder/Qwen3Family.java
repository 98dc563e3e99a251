package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/** Qwen3, dense: norms on the heads of q and k. */
final class Qwen3Family extends ModelFamily {
  Qwen3Family() {
    super("qwen3", "Qwen3ForCausalLM", Defaults.of(32_768));
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
  AttentionWindow window(ConfigJson in, int layers) {
    return LayerTypes.read(in, layers);
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    json.put("attention_bias", config.biases().qkv());
    LayerTypes.write(config.window(), json);
  }
}
