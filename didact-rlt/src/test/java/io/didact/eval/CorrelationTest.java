package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CorrelationTest {
  private static final double[] X = {1, 2, 3, 4, 5};

  /** Deviations −2 … 2 and −1, −2, 1, 0, 2: products 2 + 2 + 0 + 0 + 4 = 8 of √10 · √10. */
  @Test
  void byHand() {
    double[] y = {2, 1, 4, 3, 5};
    assertThat(Correlation.pearson(X, y).r()).isCloseTo(0.8, within(1e-12));
    assertThat(Correlation.spearman(X, y).r()).isCloseTo(0.8, within(1e-12));
    Interval interval = Correlation.pearson(X, y).interval().orElseThrow();
    // artanh 0.8 = 1.09861, ± 1.95996 / √2 = 1.38590: tanh −0.28729, tanh 2.48451
    assertThat(interval.low()).isCloseTo(-0.27964, within(1e-4));
    assertThat(interval.high()).isCloseTo(0.98620, within(1e-4));
  }

  /** Cubes rise with x, not along a line: ρ is 1, r = 312 / √(10 · 10290.8). */
  @Test
  void spearmanAsksForTheOrderAlone() {
    double[] cubes = {1, 8, 27, 64, 125};
    assertThat(Correlation.spearman(X, cubes).r()).isCloseTo(1, within(1e-12));
    assertThat(Correlation.pearson(X, cubes).r()).isCloseTo(0.94308, within(1e-4));
    assertThat(Correlation.spearman(new double[] {5, 4, 3, 2, 1}, cubes).r())
        .isCloseTo(-1, within(1e-12));
  }

  @Test
  void equalValuesShareTheMeanOfTheirRanks() {
    assertThat(Correlation.ranks(new double[] {7, 3, 7, 9, 7})).containsExactly(3, 1, 3, 5, 3);
  }

  @Test
  void whatNeverVariesGoesTogetherWithNothing() {
    Correlation none = Correlation.pearson(X, new double[] {2, 2, 2, 2, 2});
    assertThat(none.r()).isNaN();
    assertThat(none.interval()).isEmpty();
    assertThat(Correlation.pearson(new double[] {1, 2, 3}, new double[] {1, 2, 3}).interval())
        .isEmpty();
    assertThatThrownBy(() -> Correlation.pearson(X, new double[4]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
