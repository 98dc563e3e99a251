package io.didact.model.gguf;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Gemma 3, its text. The file's norms have the 1 in them that the family adds. */
final class Gemma3Architecture extends Architecture {
  /** Of the one size whose scores are divided by √(hidden / heads), not by the head's width. */
  private static final int LAYERS_OF_27B = 62;

  /** Every so many layers one sees all, where the file says nothing. */
  private static final int USUAL_PATTERN = 6;

  Gemma3Architecture() {
    super("gemma3");
  }

  @Override
  boolean addsOneToNorms() {
    return true;
  }

  @Override
  Map<String, String> names() {
    return Map.of(
        "ffn_norm", "pre_feedforward_layernorm",
        "post_attention_norm", "post_attention_layernorm",
        "post_ffw_norm", "post_feedforward_layernorm");
  }

  @Override
  void describe(ModelKeys keys, ObjectNode json) throws IOException {
    className(json, "gemma3_text", "Gemma3ForCausalLM");
    int layers = json.path("num_hidden_layers").intValue();
    int perHead = json.path("hidden_size").intValue() / json.path("num_attention_heads").intValue();
    json.put("hidden_activation", "gelu_pytorch_tanh")
        .put("attention_bias", has(keys, "attn_q.bias"))
        .put("attention_dropout", 0.0)
        .put(
            "query_pre_attn_scalar",
            layers == LAYERS_OF_27B ? perHead : json.path("head_dim").intValue())
        .put("rope_local_base_freq", keys.number("rope.freq_base_swa", 10_000));
    if (!keys.has("rope.freq_base")) {
      json.put("rope_theta", 1e6);
    }
    windows(keys, USUAL_PATTERN, json);
    double softcap = keys.number("final_logit_softcapping", 0);
    if (softcap != 0) {
      json.put("final_logit_softcapping", softcap);
    }
  }
}
