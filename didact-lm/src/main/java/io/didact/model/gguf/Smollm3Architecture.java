package io.didact.model.gguf;

import java.io.IOException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** SmolLM3: a llama without rotation in every fourth layer, of which the file says nothing. */
final class Smollm3Architecture extends Architecture {
  private static final int WITHOUT_ROTATION = 4;

  Smollm3Architecture() {
    super("smollm3");
  }

  @Override
  boolean rotatesNeighbours() {
    return true;
  }

  @Override
  void describe(ModelKeys keys, ObjectNode json) throws IOException {
    className(json, "smollm3", "SmolLM3ForCausalLM");
    json.put("hidden_act", "silu")
        .put("attention_bias", has(keys, "attn_q.bias"))
        .put("mlp_bias", has(keys, "ffn_gate.bias"))
        .put("use_sliding_window", false)
        .put("no_rope_layer_interval", WITHOUT_ROTATION);
    ArrayNode rotated =
        json.putArray("no_rope_layers"); // 1 where there is rotation, in spite of its name
    for (int i = 1; i <= keys.integer("block_count"); i++) {
      rotated.add(i % WITHOUT_ROTATION == 0 ? 0 : 1);
    }
  }
}
