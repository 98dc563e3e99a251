package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/** Qwen2, Qwen2.5 and what is distilled into them: biases on q, k and v. */
final class Qwen2Family extends ModelFamily {
  Qwen2Family() {
    super("qwen2", "Qwen2ForCausalLM", Defaults.of(32_768));
  }

  @Override
  Biases biases(ConfigJson in) {
    return Biases.QKV;
  }

  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    return LayerTypes.read(in, layers);
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    LayerTypes.write(config.window(), json);
  }
}
