package io.didact.model.gguf;

import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Granite 3, dense: a llama with four multipliers. */
final class GraniteArchitecture extends Architecture {
  GraniteArchitecture() {
    super("granite");
  }

  @Override
  boolean rotatesNeighbours() {
    return true;
  }

  @Override
  void describe(ModelKeys keys, ObjectNode json) throws IOException {
    className(json, "granite", "GraniteForCausalLM");
    json.put("hidden_act", "silu")
        .put("attention_bias", has(keys, "attn_q.bias"))
        .put("mlp_bias", has(keys, "ffn_gate.bias"))
        .put(
            "attention_multiplier",
            keys.number("attention.scale", 1 / Math.sqrt(json.path("head_dim").doubleValue())))
        .put("embedding_multiplier", keys.number("embedding_scale", 1))
        .put("residual_multiplier", keys.number("residual_scale", 1))
        .put("logits_scaling", keys.number("logit_scale", 1));
  }
}
