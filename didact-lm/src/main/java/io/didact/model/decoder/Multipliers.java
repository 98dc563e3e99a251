package io.didact.model.decoder;

/**
 * Numbers that scale what goes through a decoder.
 *
 * @param embedding of the embedding's rows
 * @param scores of the products of queries and keys
 * @param branches of what attention and MLP add
 * @param logitDivisor what logits are divided by
 */
public record Multipliers(
    EmbeddingScale embedding, ScoreScale scores, double branches, double logitDivisor) {
  /** As most families have it. */
  public static final Multipliers NONE =
      new Multipliers(EmbeddingScale.NONE, ScoreScale.USUAL, 1, 1);
}
