package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KlEstimatorTest {
  /** π_θ gives a token 0.8, π_s 0.4: d = ln 2 = 0.693147, k3 = 1/2 − 1 + 0.693147 = 0.193147. */
  @Test
  void valuesByHand() {
    double d = Math.log(0.8) - Math.log(0.4);
    assertThat(KlEstimator.K1.of(d)).isCloseTo(0.693147, within(1e-6));
    assertThat(KlEstimator.K3.of(d)).isCloseTo(0.193147, within(1e-6));
  }

  /**
   * Over π_θ = (1/2, 1/4, 1/4) and π_s = (1/4, 1/4, 1/2): KL(π_θ‖π_s) = ½ ln 2 + 0 − ¼ ln 2 = ¼ ln
   * 2 = 0.173287. With the sign the other way round, exp(d) − 1 − d, the expectation would be ½(2 −
   * 1 − ln 2) + ¼(½ − 1 + ln 2) = 0.375 − ¼ ln 2 = 0.201713.
   */
  @Test
  void bothEstimatorsAreUnbiasedUnderTheTeachersDistribution() {
    double[] teacher = {0.5, 0.25, 0.25};
    double[] student = {0.25, 0.25, 0.5};
    double k1 = 0;
    double k3 = 0;
    for (int v = 0; v < 3; v++) {
      double d = Math.log(teacher[v]) - Math.log(student[v]);
      k1 += teacher[v] * KlEstimator.K1.of(d);
      k3 += teacher[v] * KlEstimator.K3.of(d);
    }
    assertThat(k1).isCloseTo(Math.log(2) / 4, within(1e-15));
    assertThat(k3).isCloseTo(Math.log(2) / 4, within(1e-15));
  }

  @Test
  void k3IsNeverNegativeAndZeroWhereTheModelsAgree() {
    assertThat(KlEstimator.K3.of(0)).isZero();
    for (double d = 1e-18; d < 100; d *= 1.7) {
      assertThat(KlEstimator.K3.of(d)).isNotNegative();
      assertThat(KlEstimator.K3.of(-d)).isNotNegative();
    }
  }

  @Test
  void exactCannotBeHadFromOneToken() {
    assertThatThrownBy(() -> KlEstimator.EXACT.of(0.5))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
