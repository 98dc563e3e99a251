package io.didact.model.gguf;

import tools.jackson.databind.node.ObjectNode;

/** Qwen2 and Qwen2.5: biases on queries, keys and values. */
final class Qwen2Architecture extends Architecture {
  Qwen2Architecture() {
    super("qwen2");
  }

  @Override
  void describe(ModelKeys keys, ObjectNode json) {
    className(json, "qwen2", "Qwen2ForCausalLM");
    json.put("hidden_act", "silu").put("use_sliding_window", false);
  }
}
