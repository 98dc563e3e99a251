package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Summary, correlation and McNemar's test. */
class ComparisonTest {
  /** 2, 4, 9: mean 5, squares 9 + 1 + 16 = 26, deviation √13. */
  @Test
  void summaryByHand() {
    assertThat(Summary.of(2, 4, 9)).isEqualTo(new Summary(3, 5, Math.sqrt(13)));
    assertThat(Summary.of(7)).isEqualTo(new Summary(1, 7, 0));
    assertThatThrownBy(Summary::of).isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * x = 1, 2, 3, 4 and y = 1, 3, 2, 4: Σxy = 2.25 − 0.25 − 0.25 + 2.25 = 4, Σxx = Σyy = 5, r = 0.8.
   */
  @Test
  void pearsonByHand() {
    double[] x = {1, 2, 3, 4};
    assertThat(PearsonCorrelation.of(x, new double[] {1, 3, 2, 4}).getAsDouble())
        .isCloseTo(0.8, within(1e-15));
    assertThat(PearsonCorrelation.of(x, new double[] {9, 7, 5, 3})).hasValue(-1);
    assertThat(PearsonCorrelation.of(x, new double[] {0.1, 0.1, 0.1, 0.1})).isEmpty();
    assertThatThrownBy(() -> PearsonCorrelation.of(x, new double[] {1}))
        .hasMessageContaining("got 4 and 1 values");
  }

  /** 1 against 8: 2·(C(9,0) + C(9,1))/2⁹ = 20/512 = 0.0390625. */
  @Test
  void mcNemarByHand() {
    assertThat(new McNemarTest(1, 8).pValue()).isCloseTo(0.0390625, within(1e-14));
    assertThat(new McNemarTest(8, 1).pValue()).isCloseTo(0.0390625, within(1e-14));
    assertThat(new McNemarTest(0, 5).pValue()).isCloseTo(0.0625, within(1e-14));
    assertThat(new McNemarTest(3, 3).pValue()).isEqualTo(1);
    assertThat(new McNemarTest(0, 0).pValue()).isEqualTo(1);
    assertThat(new McNemarTest(1000, 1001).pValue()).isCloseTo(1, within(1e-9));
    assertThat(new McNemarTest(2, 1998).pValue()).isBetween(0.0, 1e-300);
  }

  @Test
  void mcNemarCountsOnlyTheProblemsThatDiffer() {
    boolean[] first = {true, true, false, false, true};
    boolean[] second = {true, false, true, false, false};
    assertThat(McNemarTest.of(first, second)).isEqualTo(new McNemarTest(2, 1));
    assertThatThrownBy(() -> McNemarTest.of(first, new boolean[1]))
        .hasMessageContaining("not paired");
  }

  @Test
  void anIntervalHasItsEndsInOrder() {
    assertThatThrownBy(() -> new Interval(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Interval(Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
