package io.didact.model.decoder;

/**
 * What a {@code config.json} of a family means where it leaves a key out, as the family's class of
 * Hugging Face's transformers has it.
 *
 * @param positions {@code max_position_embeddings}
 * @param theta {@code rope_theta}
 * @param eps {@code rms_norm_eps}
 * @param tied {@code tie_word_embeddings}
 * @param kvHeads {@code num_key_value_heads}; 0 where that is as many as query heads
 * @param headDim {@code head_dim}; 0 where that is the hidden size over the query heads
 */
record Defaults(int positions, double theta, double eps, boolean tied, int kvHeads, int headDim) {

  /** What most families have. */
  static Defaults of(int positions) {
    return new Defaults(positions, 10_000, 1e-6, false, 0, 0);
  }

  Defaults theta(double other) {
    return new Defaults(positions, other, eps, tied, kvHeads, headDim);
  }

  Defaults eps(double other) {
    return new Defaults(positions, theta, other, tied, kvHeads, headDim);
  }

  /** With the embedding as output head. */
  Defaults withTiedHead() {
    return new Defaults(positions, theta, eps, true, kvHeads, headDim);
  }

  Defaults kvHeads(int other) {
    return new Defaults(positions, theta, eps, tied, other, headDim);
  }

  Defaults headDim(int other) {
    return new Defaults(positions, theta, eps, tied, kvHeads, other);
  }
}
