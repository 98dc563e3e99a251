package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.config.InvalidSettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanScoreTest {
  private static final WeightedReduction SUM = new WeightedReduction(Reduction.SUM, 1);

  /** −16 clipped at −5: the sum of −1, −16 becomes −1 − 5. */
  @Test
  void clipsEachValue() {
    assertThat(score(SpanScore.of(SUM).withClip(Clip.atLeast(-5)), -1, -16)).isEqualTo(-6);
    assertThat(score(SpanScore.of(SUM).withClip(Clip.atMost(2)), 3, 1)).isEqualTo(3);
  }

  /** exp(ln ½) + exp(ln ¼) = ¾; (1 − exp(−ln 2)) + (1 − exp(−ln 4)) = ½ + ¾. */
  @Test
  void transformsEachValue() {
    SpanScore sum = SpanScore.of(SUM);
    assertThat(score(sum.withTransform(ValueTransform.NONE), 0.5, 0.25)).isEqualTo(0.75);
    assertThat(score(sum.withTransform(ValueTransform.EXP), Math.log(0.5), Math.log(0.25)))
        .isCloseTo(0.75, within(1e-15));
    assertThat(score(sum.withTransform(ValueTransform.ONE_MINUS_EXP_NEG), Math.log(2), Math.log(4)))
        .isCloseTo(1.25, within(1e-15));
  }

  /** Clip first, then transform: exp(max(−1, −9)) = e⁻¹; the other order would leave exp(−9). */
  @Test
  void clipsBeforeTheTransform() {
    SpanScore score = new SpanScore(Clip.atLeast(-1), ValueTransform.EXP, List.of(SUM));
    assertThat(score(score, -9)).isCloseTo(Math.exp(-1), within(1e-15));
  }

  @Test
  void anOverflowNamesTheToken() {
    SpanScore score = SpanScore.of(SUM).withTransform(ValueTransform.EXP);
    assertThatThrownBy(() -> score(score, 0, 800))
        .hasMessageContaining("solution token 1 overflows");
  }

  @Test
  void needsAReduction() {
    assertThatThrownBy(() -> new SpanScore(Clip.NONE, ValueTransform.NONE, List.of()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("at least one reduction");
    assertThatThrownBy(() -> new WeightedReduction(Reduction.MIN, Double.NaN))
        .hasMessageContaining("reduction min: coefficient must be a finite number, was NaN");
    assertThatThrownBy(() -> new Clip(1, -1)).hasMessageContaining("low must be ≤ high");
    assertThatThrownBy(() -> new Clip(Double.NaN, 1)).hasMessageContaining("low must be a number");
  }

  private static double score(SpanScore score, double... values) {
    return new RewardBreakdown(score.terms(RltReward.R_SS, 1, values)).score("r_SS");
  }
}
