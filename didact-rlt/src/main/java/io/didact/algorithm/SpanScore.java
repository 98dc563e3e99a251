package io.didact.algorithm;

import io.didact.config.Rules;
import java.util.List;

/**
 * How the values of a span's tokens become r_SS or r_KL: each value is clipped, then transformed,
 * then all are reduced in one or more ways, and the score is {@code Σ coefficient · reduction}.
 *
 * @param clip bounds for each value, applied first
 * @param transform applied to each clipped value
 * @param reductions at least one
 */
public record SpanScore(Clip clip, ValueTransform transform, List<WeightedReduction> reductions) {
  /** α of the paper's eq. 3–4. */
  public static final double ALPHA = 0.01;

  /** r_SS of paper eq. 3: mean + α·min of the solution's log-probs. */
  public static final SpanScore PAPER_SOLUTION =
      of(new WeightedReduction(Reduction.MEAN, 1), new WeightedReduction(Reduction.MIN, ALPHA));

  /** r_KL of paper eq. 4: mean + α·max of the think tokens' KL. */
  public static final SpanScore PAPER_KL =
      of(new WeightedReduction(Reduction.MEAN, 1), new WeightedReduction(Reduction.MAX, ALPHA));

  public SpanScore {
    reductions = List.copyOf(reductions);
    new Rules("span score")
        .require(!reductions.isEmpty(), "reductions", "must name at least one reduction")
        .done();
  }

  /** Reductions of the values as they are. */
  public static SpanScore of(WeightedReduction... reductions) {
    return new SpanScore(Clip.NONE, ValueTransform.NONE, List.of(reductions));
  }

  public SpanScore withClip(Clip newClip) {
    return new SpanScore(newClip, transform, reductions);
  }

  public SpanScore withTransform(ValueTransform newTransform) {
    return new SpanScore(clip, newTransform, reductions);
  }

  /**
   * The summands of this score as terms of a reward.
   *
   * @param part which score this is
   * @param weight of the part in the reward: 1 for r_SS, −λ for r_KL
   * @param values [tokens] finite values
   */
  public List<RewardTerm> terms(RewardPart part, double weight, double[] values) {
    double[] transformed = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      transformed[k] = transform.of(clip.of(values[k]));
      if (!Double.isFinite(transformed[k])) {
        throw new IllegalArgumentException(
            "%s: %s of the value %s of %s token %d overflows; clip it"
                .formatted(part.symbol(), transform, values[k], part.span(), k));
      }
    }
    return reductions.stream()
        .<RewardTerm>map(
            by ->
                new RewardTerm.Reduced(
                    part, weight, by, by.reduction().of(transformed), values.length))
        .toList();
  }
}
