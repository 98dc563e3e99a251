package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Intervals by hand. */
class IntervalTest {
  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(2_000, 1);

  /**
   * 8 of 10: z² = 3.841459, centre (0.8 + 0.192073)/1.384146 = 0.716740, half √(0.384146·0.16 +
   * 0.036892)/1.384146 = 0.226578; so [0.490162, 0.943318].
   */
  @Test
  void wilsonByHand() {
    Interval interval = WilsonInterval.of(8, 10);
    assertThat(interval.low()).isCloseTo(0.490162, within(1e-6));
    assertThat(interval.high()).isCloseTo(0.943318, within(1e-6));
  }

  /** 0 of 10: z²/(10 + z²) = 3.841459/13.841459 = 0.277533. */
  @Test
  void wilsonAtTheEnds() {
    assertThat(WilsonInterval.of(0, 10).low()).isZero();
    assertThat(WilsonInterval.of(0, 10).high()).isCloseTo(0.277533, within(1e-6));
    assertThat(WilsonInterval.of(10, 10).high()).isEqualTo(1);
    assertThat(WilsonInterval.of(10, 10).low()).isCloseTo(1 - 0.277533, within(1e-6));
    assertThat(WilsonInterval.of(0, 0)).isEqualTo(new Interval(0, 1));
    assertThatThrownBy(() -> WilsonInterval.of(3, 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wilsonHoldsTheProportion() {
    for (int n = 1; n < 60; n++) {
      for (int correct = 0; correct <= n; correct++) {
        Interval interval = WilsonInterval.of(correct, n);
        assertThat(interval.contains((double) correct / n)).isTrue();
        assertThat(interval.low()).isNotNegative();
        assertThat(interval.high()).isLessThanOrEqualTo(1);
      }
    }
  }

  /**
   * Eight equal answers per problem tell no more than one: the interval is Wilson's for the
   * problems. Treated as independent it would be √8 times narrower.
   */
  @Test
  void answersToOneProblemDoNotCountAsIndependent() {
    SplittableRandom random = new SplittableRandom(9);
    String[] once = new String[100];
    String[] eightTimes = new String[100];
    for (int i = 0; i < 100; i++) {
      once[i] = random.nextBoolean() ? "R" : "a";
      eightTimes[i] = once[i].repeat(8);
    }
    assertThat(accuracy(once))
        .isEqualTo(WilsonInterval.of(Samples.set(once).correct(), 100))
        .isEqualTo(accuracy(eightTimes));
  }

  /** Nothing right of 3 problems with 2 answers each: 3.841459/6.841459 = 0.561497, and not 0. */
  @Test
  void nothingRightLeavesAWidth() {
    Interval interval = accuracy("aa", "aa", "aa");
    assertThat(interval.low()).isZero();
    assertThat(interval.high()).isCloseTo(0.561497, within(1e-6));
  }

  /**
   * One problem with 2 of 4 right: centre (0.5 + 1.920729)/4.841459 = 0.5, half √(3.841459/4 +
   * 3.841459²/4)/4.841459 = 0.445379.
   */
  @Test
  void oneProblemTellsLittle() {
    Interval interval = accuracy("RaaR");
    assertThat(interval.low()).isCloseTo(0.054621, within(1e-6));
    assertThat(interval.high()).isCloseTo(0.945379, within(1e-6));
  }

  @Test
  void valuesThatNeverVaryHaveNoWidth() {
    assertThat(BOOTSTRAP.meanInterval(new double[] {0.25, 0.25}))
        .isEqualTo(new Interval(0.25, 0.25));
    assertThatThrownBy(() -> BOOTSTRAP.meanInterval(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIntervalHasItsEndsInOrder() {
    assertThatThrownBy(() -> new Interval(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Interval(Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Interval accuracy(String... problems) {
    return Estimate.of(Metric.ACCURACY, Samples.set(problems), BOOTSTRAP).interval();
  }
}
