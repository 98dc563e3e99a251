package io.didact.model.decoder;

import org.jspecify.annotations.Nullable;

/**
 * Where a layer norms: before its branches (attention and MLP), what comes out of them, or both.
 */
public enum NormPlaces {
  /** x + f(norm(x)). */
  BEFORE("input_layernorm", null, "post_attention_layernorm", null),
  /** x + norm(f(norm(x))). */
  AROUND(
      "input_layernorm",
      "post_attention_layernorm",
      "pre_feedforward_layernorm",
      "post_feedforward_layernorm"),
  /** x + norm(f(x)). */
  AFTER(null, "post_attention_layernorm", null, "post_feedforward_layernorm");

  /** Names in a checkpoint, in the order of the computation; null where there is no norm. */
  final @Nullable String beforeAttention;

  final @Nullable String afterAttention;
  final @Nullable String beforeMlp;
  final @Nullable String afterMlp;

  NormPlaces(
      @Nullable String beforeAttention,
      @Nullable String afterAttention,
      @Nullable String beforeMlp,
      @Nullable String afterMlp) {
    this.beforeAttention = beforeAttention;
    this.afterAttention = afterAttention;
    this.beforeMlp = beforeMlp;
    this.afterMlp = afterMlp;
  }

  /** Whether what comes out of the branches is normed. */
  boolean after() {
    return afterAttention != null;
  }
}
