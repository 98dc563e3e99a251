package io.didact.model.decoder;

/**
 * The floating-point operations of a forward pass: those of its matrix products, a multiplication
 * and an addition each, where what sequences share is computed once. Numbers of tokens may be
 * means.
 *
 * <p>A token costs
 *
 * <ul>
 *   <li>in the matrices of each layer 2·(d·(H + 2K)·d_h + H·d_h·d + 3·d·f): queries, keys and
 *       values, the output, the three of the MLP;
 *   <li>in the attention of each layer 4·H·d_h for each token it sees (itself included, and no more
 *       than the layer's window): its scores and the mixed values;
 *   <li>in the head, where its next token's distribution is wanted, 2·d·V.
 * </ul>
 *
 * <p>A backward pass is two products for each of the forward pass: by the input and by the weight,
 * in attention by either factor. Norms, softmax, rotation, sampling and the optimizer are not
 * counted: memory bounds them. Nor is it taken off that the last layer owes a prompt's tokens keys
 * and values only.
 *
 * @param config d, f, H, K, d_h, V and the layers
 */
public record ForwardFlops(DecoderConfig config) {
  /** A backward pass beside its forward pass: two products for each of its products, and they. */
  public static final double FORWARD_AND_BACKWARD = 3;

  /** The same for matrices that do not change: no product by the weight. */
  public static final double FORWARD_AND_BACKWARD_OF_FROZEN = 2;

  /**
   * Operations for each number of an adapter and token: of A forward, again, by the weight and by
   * the input, of B forward, by the weight and by the input, 2 each; A counts for both.
   */
  public static final double OF_ADAPTER = 8;

  /** The matrices of all layers. */
  public double matrices(double tokens) {
    double width = config.hiddenSize();
    double queriesKeysValues = width * (config.queryWidth() + 2.0 * config.kvWidth());
    double output = config.queryWidth() * width;
    double mlp = 3 * width * config.intermediateSize();
    return tokens * config.layers() * 2 * (queriesKeysValues + output + mlp);
  }

  /** The attention of one sequence's tokens at positions from ≤ t &lt; to, in all layers. */
  public double attention(double from, double to) {
    double seen = 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      int window = config.window().of(layer);
      seen += seen(to, window) - seen(from, window);
    }
    return 4.0 * config.queryWidth() * seen;
  }

  /** The head at some tokens. */
  public double head(double tokens) {
    return 2.0 * config.hiddenSize() * config.vocabSize() * tokens;
  }

  /** What the tokens at positions below {@code tokens} see: Σ min(t + 1, window). */
  private static double seen(double tokens, int window) {
    double growing = Math.min(tokens, window);
    return growing * (growing + 1) / 2 + (tokens - growing) * window;
  }
}
