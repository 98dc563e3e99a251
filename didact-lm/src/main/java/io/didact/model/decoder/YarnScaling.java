package io.didact.model.decoder;

/**
 * YaRN (Peng et al. 2023, arXiv 2309.00071): pairs that turn often within the context of
 * pretraining stay, pairs that turn seldom are lengthened, and between the two it goes linearly
 * with the pair's number. Queries and keys are made longer by a factor of their own.
 *
 * @param factor of lengthening, ≥ 1
 * @param originalPositions the context of pretraining
 * @param betaFast pairs that turn more often than this within it stay
 * @param betaSlow pairs that turn less often than this within it are lengthened
 * @param attentionFactor what rotated queries and keys are multiplied by
 * @param truncate the two borders are moved outwards to whole numbers of pairs
 */
public record YarnScaling(
    double factor,
    double originalPositions,
    double betaFast,
    double betaSlow,
    double attentionFactor,
    boolean truncate)
    implements RopeScaling {
  public YarnScaling {
    RopeScaling.requireFactor(factor);
    if (!(originalPositions >= 1)
        || !(betaSlow > 0)
        || !(betaFast >= betaSlow)
        || !(attentionFactor > 0)
        || Double.isInfinite(originalPositions + betaFast + attentionFactor)) {
      throw new IllegalArgumentException(
          "rope_scaling of type yarn needs original_max_position_embeddings ≥ 1,"
              + " 0 < beta_slow ≤ beta_fast and attention_factor > 0");
    }
  }

  /**
   * The factor of queries and keys where none is given: 0.1·ln(factor) + 1.
   *
   * @param scale what the logarithm is multiplied by ({@code mscale})
   */
  static double attentionFactor(double factor, double scale) {
    return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
  }

  @Override
  public double frequency(int pair, double theta, int headDim) {
    double low = border(betaFast, theta, headDim);
    double high = border(betaSlow, theta, headDim);
    double first = Math.max(truncate ? Math.floor(low) : low, 0);
    double last = Math.min(truncate ? Math.ceil(high) : high, headDim - 1);
    double width = first == last ? 0.001 : last - first;
    double lengthened = Math.max(0, Math.min(1, (pair - first) / width));
    double frequency = RopeScaling.unchanged(pair, theta, headDim);
    return frequency / factor * lengthened + frequency * (1 - lengthened);
  }

  /**
   * The pair, as a broken number, that turns so often within the original positions: i where
   * original · θ^(−2i/d) = 2π · turns.
   */
  private double border(double turns, double theta, int headDim) {
    return headDim * Math.log(originalPositions / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  @Override
  public int reach(int maxPositions) {
    return (int) Math.max(maxPositions, Math.min(factor * originalPositions, Integer.MAX_VALUE));
  }
}
