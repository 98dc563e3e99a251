package io.didact.model.gguf;

import tools.jackson.databind.node.ObjectNode;

/** Qwen3, dense. */
final class Qwen3Architecture extends Architecture {
  Qwen3Architecture() {
    super("qwen3");
  }

  @Override
  void describe(ModelKeys keys, ObjectNode json) {
    className(json, "qwen3", "Qwen3ForCausalLM");
    json.put("hidden_act", "silu")
        .put("attention_bias", has(keys, "attn_q.bias"))
        .put("use_sliding_window", false);
  }
}
