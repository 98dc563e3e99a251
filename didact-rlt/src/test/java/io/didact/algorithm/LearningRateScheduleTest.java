package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.config.InvalidSettingsException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearningRateScheduleTest {
  /** p = 0, 1/4, 1/2, 3/4: (1 + cos 45°)/2 = 0.853553, (1 + cos 135°)/2 = 0.146447. */
  @Test
  void cosineByHand() {
    assertThat(rates(LearningRateSchedule.cosine(1, WarmUp.NONE), 4))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(1, 0.853553, 0.5, 0.146447);
  }

  /** Two steps of warm-up ½, 1; then p = 0, ¼, ½, ¾. */
  @Test
  void linearWithWarmUpByHand() {
    assertThat(rates(LearningRateSchedule.linear(1, new WarmUp.Steps(2)), 6))
        .containsExactly(0.5, 1, 1, 0.75, 0.5, 0.25);
  }

  /** p = 0, ½ between 1 and 0.2: 1, 0.6. */
  @Test
  void decaysTowardsTheFloor() {
    LearningRateSchedule schedule =
        new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 1, WarmUp.NONE, 0.2);
    assertThat(rates(schedule, 2)).containsExactly(1, 0.6);
    assertThat(schedule.at(99, 2)).isEqualTo(0.2);
  }

  @Test
  void constantIsTheSameBitsThroughout() {
    assertThat(rates(LearningRateSchedule.constant(1e-6), 125)).containsOnly(1e-6);
  }

  /** 5 % of 125 steps are 6.25, rounded up to 7; 10 % of 4 are 0.4, rounded up to 1. */
  @Test
  void warmUpFractionsRoundUp() {
    assertThat(new WarmUp.Fraction(0.05).steps(125)).isEqualTo(7);
    assertThat(new WarmUp.Fraction(0.1).steps(4)).isEqualTo(1);
    assertThat(new WarmUp.Fraction(0).steps(4)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void noUpdateHasRateZeroNorMoreThanThePeak(LearningRateSchedule.Shape shape) {
    for (int total : new int[] {1, 2, 3, 60, 1000}) {
      for (double warmUp : new double[] {0, 0.05, 0.5, 1}) {
        LearningRateSchedule schedule =
            new LearningRateSchedule(shape, 3e-4, new WarmUp.Fraction(warmUp), 0);
        assertThat(Arrays.stream(rates(schedule, total)))
            .allMatch(rate -> rate > 0 && rate <= 3e-4);
      }
    }
  }

  /** A control that does all but learn. */
  @ParameterizedTest
  @EnumSource
  void aPeakOfZeroIsZeroThroughout(LearningRateSchedule.Shape shape) {
    LearningRateSchedule schedule = new LearningRateSchedule(shape, 0, new WarmUp.Fraction(0.5), 0);
    assertThat(Arrays.stream(rates(schedule, 7))).hasSize(7).allMatch(rate -> rate == 0);
  }

  @Test
  void badOptionsAreErrors() {
    assertThatThrownBy(
            () -> new LearningRateSchedule(LearningRateSchedule.Shape.COSINE, -1, WarmUp.NONE, 1))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e -> assertThat(e.problems()).containsExactly("peak must be ≥ 0 and finite, was -1.0"));
    assertThatThrownBy(
            () -> new LearningRateSchedule(LearningRateSchedule.Shape.COSINE, 0.5, WarmUp.NONE, 1))
        .hasMessageContaining("floor must be in [0, the highest rate], was 1.0");
    assertThatThrownBy(() -> new WarmUp.Fraction(1.5)).hasMessageContaining("in [0, 1]");
    assertThatThrownBy(() -> new WarmUp.Steps(-1)).hasMessageContaining("steps must be ≥ 0");
    assertThatThrownBy(() -> LearningRateSchedule.constant(1).at(-1, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] rates(LearningRateSchedule schedule, int totalSteps) {
    return IntStream.range(0, totalSteps).mapToDouble(s -> schedule.at(s, totalSteps)).toArray();
  }
}
