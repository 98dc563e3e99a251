package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReductionTest {
  private static final double[] VALUES = {4, 1, 3, 2};

  /**
   * Of 4, 1, 3, 2: mean 10/4. Sorted 1, 2, 3, 4 the median is at h = 0.5·3 = 1.5, so 2.5; the lower
   * quartile at h = 0.75, so 1 + 0.75·(2 − 1) = 1.75; the upper at h = 2.25, so 3 + 0.25 = 3.25.
   */
  @ParameterizedTest
  @CsvSource({
    "MEAN, 2.5",
    "SUM, 10",
    "MIN, 1",
    "MAX, 4",
    "MEDIAN, 2.5",
    "LOWER_QUARTILE, 1.75",
    "UPPER_QUARTILE, 3.25"
  })
  void reducesByHand(Reduction reduction, double expected) {
    assertThat(reduction.of(VALUES).value()).isEqualTo(expected);
    assertThat(VALUES).containsExactly(4, 1, 3, 2);
  }

  @ParameterizedTest
  @EnumSource
  void overNothingIsZero(Reduction reduction) {
    Reduction.Result nothing = reduction.of(new double[0]);
    assertThat(nothing.value()).isZero();
    assertThat(nothing.token()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void overOneTokenIsItsValue(Reduction reduction) {
    assertThat(reduction.of(new double[] {-7.5}).value()).isEqualTo(-7.5);
  }

  @Test
  void namesTheFirstTokenOfTheExtreme() {
    double[] values = {0, -3, 5, -3, 5};
    assertThat(Reduction.MIN.of(values).token()).hasValue(1);
    assertThat(Reduction.MAX.of(values).token()).hasValue(2);
    assertThat(Reduction.MEAN.of(values).token()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void orderOfTokensDoesNotMatter(Reduction reduction) {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      double[] values = random.doubles(1 + random.nextInt(20), -9, 9).toArray();
      double[] reversed = new double[values.length];
      for (int k = 0; k < values.length; k++) {
        reversed[k] = values[values.length - 1 - k];
      }
      assertThat(reduction.of(reversed).value())
          .isCloseTo(reduction.of(values).value(), within(1e-12));
    }
  }

  @Test
  void quantileOutsideTheUnitIntervalIsAnError() {
    assertThatThrownBy(() -> Quantile.linear(VALUES, 1.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Quantile.linear(new double[0], 0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
