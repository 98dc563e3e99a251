package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossReductionTest {
  /**
   * Token losses (4) and (1, 1, 1). Mean of sequence means (4 + 1)/2 = 2.5; over tokens 7/4 = 1.75;
   * with the constant 8: 7/(2·8) = 0.4375.
   */
  @Test
  void byHand() {
    BatchCounts batch = new BatchCounts(2, 4);
    assertThat(loss(LossReduction.SEQUENCE_MEAN, batch, 4, 3)).isCloseTo(2.5, within(1e-15));
    assertThat(loss(LossReduction.TOKEN_MEAN, batch, 4, 3)).isCloseTo(1.75, within(1e-15));
    assertThat(loss(LossReduction.constant(8), batch, 4, 3)).isCloseTo(0.4375, within(1e-15));
  }

  static Stream<LossReduction> reductions() {
    return Stream.of(
        LossReduction.SEQUENCE_MEAN, LossReduction.TOKEN_MEAN, LossReduction.constant(5));
  }

  /**
   * The two sequences as micro-batches of their own give the same sum: the denominators are global.
   * Means per micro-batch, averaged, would give 2.5 for the token mean too.
   */
  @ParameterizedTest
  @MethodSource("reductions")
  void splittingTheBatchChangesNothing(LossReduction reduction) {
    BatchCounts batch = new BatchCounts(2, 4);
    double first = reduction.tokenWeight(1, batch) * 4;
    double second = reduction.tokenWeight(3, batch) * (1 + 1 + 1);
    assertThat(first + second).isCloseTo(loss(reduction, batch, 4, 3), within(1e-15));
  }

  /** A loss of 1 everywhere has the mean 1, whatever the lengths. */
  @Test
  void weightsOfTheMeansAddUpToOne() {
    int[] lengths = {1, 7, 100, 3};
    BatchCounts batch = new BatchCounts(4, 1 + 7 + 100 + 3);
    for (LossReduction mean :
        new LossReduction[] {LossReduction.SEQUENCE_MEAN, LossReduction.TOKEN_MEAN}) {
      double sum = 0;
      for (int length : lengths) {
        sum += length * mean.tokenWeight(length, batch);
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void badCountsAreErrors() {
    assertThatThrownBy(() -> new BatchCounts(0, 0)).hasMessageContaining("sequences must be ≥ 1");
    assertThatThrownBy(() -> LossReduction.constant(0)).hasMessageContaining("length must be ≥ 1");
    assertThatThrownBy(() -> LossReduction.TOKEN_MEAN.tokenWeight(0, new BatchCounts(1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double loss(
      LossReduction reduction, BatchCounts batch, double onlyTokenOfFirst, double sumOfSecond) {
    return reduction.tokenWeight(1, batch) * onlyTokenOfFirst
        + reduction.tokenWeight(3, batch) * sumOfSecond;
  }
}
