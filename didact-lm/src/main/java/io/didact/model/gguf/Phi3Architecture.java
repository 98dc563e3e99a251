package io.didact.model.gguf;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Phi-3 and Phi-4: q, k and v in one matrix, gate and up in another; part of a head rotates. */
final class Phi3Architecture extends Architecture {
  private static final String LONG = "rope_factors_long.weight";
  private static final String SHORT = "rope_factors_short.weight";

  Phi3Architecture() {
    super("phi3");
  }

  @Override
  Map<String, String> names() {
    return Map.of("attn_qkv", "self_attn.qkv_proj", "ffn_up", "mlp.gate_up_proj");
  }

  @Override
  List<String> factors() {
    return List.of(LONG, SHORT);
  }

  @Override
  void rotation(ModelKeys keys, int headDim, ObjectNode json) throws IOException {
    int rotated = keys.integer("rope.dimension_count", headDim);
    json.put("partial_rotary_factor", (double) rotated / headDim)
        .put(
            "original_max_position_embeddings",
            keys.integer(
                "rope.scaling.original_context_length",
                json.path("max_position_embeddings").intValue()));
    GgufTensor whole = keys.file().tensors().get(LONG);
    GgufTensor cut = keys.file().tensors().get(SHORT);
    if (whole != null && cut != null) {
      keys.number("rope.scaling.attn_factor", 1); // follows from the lengths
      ObjectNode scaling = json.putObject("rope_scaling").put("type", "longrope");
      put(scaling.putArray("long_factor"), TensorValues.all(keys.file(), whole));
      put(scaling.putArray("short_factor"), TensorValues.all(keys.file(), cut));
    }
  }

  private static void put(ArrayNode list, float[] factors) throws IOException {
    for (float factor : factors) {
      list.add(Float.isFinite(factor) ? Metadata.shortest(factor) : 0);
    }
  }

  @Override
  void describe(ModelKeys keys, ObjectNode json) throws IOException {
    className(json, "phi3", "Phi3ForCausalLM");
    json.put("hidden_act", "silu");
    int window = keys.integer("attention.sliding_window", 0);
    if (window > 0) {
      json.put("sliding_window", window);
    } else {
      json.putNull("sliding_window");
    }
  }
}
