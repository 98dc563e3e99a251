package io.didact.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class McNemarTestTest {
  /** 1 against 8: 2·(C(9,0) + C(9,1))/2⁹ = 20/512 = 0.0390625. */
  @Test
  void byHand() {
    assertThat(new McNemarTest(1, 8).pValue()).isCloseTo(0.0390625, within(1e-14));
    assertThat(new McNemarTest(8, 1).pValue()).isCloseTo(0.0390625, within(1e-14));
    assertThat(new McNemarTest(0, 5).pValue()).isCloseTo(0.0625, within(1e-14));
    assertThat(new McNemarTest(3, 3).pValue()).isEqualTo(1);
    assertThat(new McNemarTest(0, 0).pValue()).isEqualTo(1);
    assertThat(new McNemarTest(1000, 1001).pValue()).isCloseTo(1, within(1e-9));
    assertThat(new McNemarTest(2, 1998).pValue()).isBetween(0.0, 1e-300);
  }
}
