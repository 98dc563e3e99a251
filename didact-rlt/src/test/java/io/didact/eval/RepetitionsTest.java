package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RepetitionsTest {
  /** Mean 0.5, sd 0.1; t(2) = 4.3027, so the half width is 0.43027 / √3 = 0.24842. */
  @Test
  void intervalOfThreeByHand() {
    Repetitions three = new Repetitions(new double[] {0.4, 0.6, 0.5});
    assertThat(three.sd().orElseThrow()).isCloseTo(0.1, within(1e-12));
    Interval interval = three.interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(0.25158, within(1e-5));
    assertThat(interval.high()).isCloseTo(0.74842, within(1e-5));
  }

  @Test
  void oneSaysNothingOfItsSpread() {
    Repetitions one = new Repetitions(new double[] {0.4});
    assertThat(one.mean()).isEqualTo(0.4);
    assertThat(one.sd()).isEmpty();
    assertThat(one.interval()).isEmpty();
    assertThatThrownBy(() -> new Repetitions(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Tables give t(40) = 2.0211 and t(60) = 2.0003; with sd s the half width is t · s / √n. */
  @Test
  void quantilesBeyondTheTable() {
    for (double[] each : new double[][] {{31, 2.0395}, {40, 2.0211}, {60, 2.0003}, {120, 1.9799}}) {
      double[] values = new double[(int) each[0] + 1];
      for (int i = 0; i < values.length; i++) {
        values[i] = i;
      }
      Repetitions all = new Repetitions(values);
      double half = all.interval().orElseThrow().width() / 2;
      double t = half / all.sd().orElseThrow() * Math.sqrt(values.length);
      assertThat(t).isCloseTo(each[1], within(1e-4));
    }
  }

  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(1);
    int held = 0;
    for (int i = 0; i < 2000; i++) {
      double[] normal = new double[3];
      Arrays.setAll(normal, j -> random.nextGaussian());
      held += new Repetitions(normal).interval().orElseThrow().contains(0) ? 1 : 0;
    }
    assertThat(held / 2000.0).isCloseTo(0.95, within(0.015));
  }
}
