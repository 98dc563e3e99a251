package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassAtKTest {
  /** 3 right of 10, k = 5: 1 − C(7,5)/C(10,5) = 1 − 21/252 = 11/12. */
  @Test
  void byHand() {
    assertThat(PassAtK.of(10, 3, 5)).isCloseTo(11.0 / 12, within(1e-15));
    assertThat(PassAtK.of(4, 0, 2)).isZero();
    assertThat(PassAtK.of(4, 4, 1)).isEqualTo(1);
    assertThat(PassAtK.of(4, 3, 2)).isEqualTo(1);
  }

  /** Values of exact fractions in another language. */
  @ParameterizedTest
  @CsvSource({
    "200, 37, 100, 0.9999999999998803",
    "16, 1, 8, 0.5",
    "1024, 5, 256, 0.7634691745818317"
  })
  void golden(int n, int c, int k, double expected) {
    assertThat(PassAtK.of(n, c, k)).isCloseTo(expected, within(1e-14));
  }

  /** The biased estimate 1 − (1 − c/n)^k would be 1 − 0.7⁵ = 0.83 instead of 0.917 above. */
  @Test
  void isTheShareOfSubsetsNotAPower() {
    assertThat(PassAtK.of(10, 3, 5)).isGreaterThan(1 - Math.pow(0.7, 5) + 0.05);
  }

  @Test
  void equalsTheBinomials() {
    for (int n = 1; n <= 40; n++) {
      for (int c = 0; c <= n; c++) {
        for (int k = 1; k <= n; k++) {
          assertThat(PassAtK.of(n, c, k)).isCloseTo(exact(n, c, k), within(1e-13));
        }
      }
    }
  }

  @Test
  void oneSampleIsTheShareAndMoreNeverHurt() {
    for (int c = 0; c <= 12; c++) {
      assertThat(PassAtK.of(12, c, 1)).isCloseTo(c / 12.0, within(1e-15));
      for (int k = 2; k <= 12; k++) {
        assertThat(PassAtK.of(12, c, k)).isGreaterThanOrEqualTo(PassAtK.of(12, c, k - 1));
      }
    }
  }

  @Test
  void saysWhatCannotBe() {
    assertThatThrownBy(() -> PassAtK.of(4, 2, 5)).hasMessage("pass@5 of 2 right among 4");
    assertThatThrownBy(() -> PassAtK.of(4, 5, 2)).hasMessageContaining("5 right among 4");
    assertThatThrownBy(() -> PassAtK.of(4, 2, 0)).hasMessageContaining("pass@0");
  }

  private static double exact(int n, int c, int k) {
    BigDecimal none =
        new BigDecimal(choose(n - c, k))
            .divide(new BigDecimal(choose(n, k)), MathContext.DECIMAL64);
    return BigDecimal.ONE.subtract(none).doubleValue();
  }

  private static BigInteger choose(int n, int k) {
    BigInteger value = BigInteger.ONE;
    for (int i = 0; i < k; i++) {
      value = value.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return value;
  }
}
