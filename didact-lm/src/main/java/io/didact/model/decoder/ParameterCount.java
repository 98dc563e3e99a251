package io.didact.model.decoder;

/**
 * How many weights a model has.
 *
 * @param total all of them; a tied head counts once
 * @param embedding those of the embedding [V, d] and, where it is not tied, of the output head [V,
 *     d]
 */
public record ParameterCount(long total, long embedding) {
  /** Counts, without making any. */
  public static ParameterCount of(DecoderConfig config) {
    ParameterLayout layout = ParameterLayout.of(config);
    long head = layout.head() == null ? 0 : layout.head().elements();
    return new ParameterCount(layout.size(), layout.embedding().elements() + head);
  }

  /** All but embedding and head: the blocks and the final norm. */
  public long nonEmbedding() {
    return total - embedding;
  }
}
