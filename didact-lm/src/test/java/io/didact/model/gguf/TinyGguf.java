package io.didact.model.gguf;

import java.util.List;

/** Files of one layer of four numbers, for what a golden file is too large for. */
final class TinyGguf {
  private TinyGguf() {}

  /** Keys that every architecture has: width 4, two heads of two, one of keys. */
  static GgufBytes keys(String architecture) {
    return new GgufBytes()
        .put("general.architecture", architecture)
        .put(architecture + ".block_count", 1)
        .put(architecture + ".context_length", 64)
        .put(architecture + ".embedding_length", 4)
        .put(architecture + ".feed_forward_length", 6)
        .put(architecture + ".attention.head_count", 2)
        .put(architecture + ".attention.head_count_kv", 1)
        .put(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f);
  }

  /** A vocabulary of three tokens of a byte-level BPE. */
  static GgufBytes withTokens(GgufBytes file) {
    return file.put("tokenizer.ggml.model", "gpt2")
        .put("tokenizer.ggml.pre", "gpt-2")
        .put("tokenizer.ggml.tokens", List.of("a", "b", "ab", "Ġ", "<end>"))
        .put("tokenizer.ggml.token_type", 1, 1, 1, 1, 3)
        .put("tokenizer.ggml.merges", List.of("a b"))
        .put("tokenizer.ggml.eos_token_id", 4);
  }

  /** 0, 1, 2, … */
  static float[] counting(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }

  static GgufBytes matrix(GgufBytes file, String name, int rows, int columns) {
    return file.tensor(name, counting(rows * columns), rows, columns);
  }

  /** All tensors of a llama but for its second norm. */
  static GgufBytes llama() {
    return llamaTensors(withTokens(keys("llama")));
  }

  static GgufBytes llamaTensors(GgufBytes file) {
    matrix(file, "token_embd.weight", 5, 4);
    matrix(file, "blk.0.attn_q.weight", 4, 4);
    matrix(file, "blk.0.attn_k.weight", 2, 4);
    matrix(file, "blk.0.attn_v.weight", 2, 4);
    matrix(file, "blk.0.attn_output.weight", 4, 4);
    matrix(file, "blk.0.ffn_gate.weight", 6, 4);
    matrix(file, "blk.0.ffn_up.weight", 6, 4);
    matrix(file, "blk.0.ffn_down.weight", 4, 6);
    file.tensor("blk.0.attn_norm.weight", counting(4), 4);
    return file.tensor("output_norm.weight", counting(4), 4);
  }
}
