package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/** Mistral 7B and its like: one window for all layers, or none. */
final class MistralFamily extends ModelFamily {
  MistralFamily() {
    super("mistral", "MistralForCausalLM", Defaults.of(131_072));
  }

  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    return LayerTypes.readOne(in, layers, !in.isNull("sliding_window")); // null means none
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    LayerTypes.writeOne(config.window(), json);
  }
}
