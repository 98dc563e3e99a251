package io.didact.model.gguf;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** OLMo 2, and OLMo 3, which has a window beside. Norms stand after attention and MLP alone. */
final class Olmo2Architecture extends Architecture {
  private static final int USUAL_PATTERN = 4;

  Olmo2Architecture() {
    super("olmo2");
  }

  @Override
  Map<String, String> names() {
    return Map.of(
        "post_attention_norm", "post_attention_layernorm",
        "post_ffw_norm", "post_feedforward_layernorm");
  }

  @Override
  void describe(ModelKeys keys, ObjectNode json) throws IOException {
    boolean third = keys.integer("attention.sliding_window", 0) > 0;
    className(json, third ? "olmo3" : "olmo2", third ? "Olmo3ForCausalLM" : "Olmo2ForCausalLM");
    json.put("hidden_act", "silu").put("attention_bias", has(keys, "attn_q.bias"));
    if (third) {
      windows(keys, USUAL_PATTERN, json);
    }
  }
}
