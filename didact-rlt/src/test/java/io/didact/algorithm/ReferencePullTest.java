package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferencePullTest {
  /** A run of 125 updates pulls three times. */
  @Test
  void dueAfterEvery32Updates() {
    ReferencePull pull = ReferencePull.paper();
    assertThat(IntStream.rangeClosed(0, 125).filter(pull::dueAfter)).containsExactly(32, 64, 96);
  }

  /** 0.9·2 + 0.1·12 = 3: towards the policy. The weights swapped would give 11. */
  @Test
  void mixesTowardsThePolicy() {
    assertThat(ReferencePull.paper().mix(2, 12)).isCloseTo(3, within(1e-15));
    assertThat(new ReferencePull(1, 1).mix(2, 12)).isEqualTo(2);
    assertThat(ReferencePull.NEVER.mix(2, 12)).isEqualTo(12);
  }

  @Test
  void neverIsNeverDue() {
    assertThat(IntStream.range(0, 100).filter(ReferencePull.NEVER::dueAfter)).isEmpty();
  }

  @Test
  void badOptionsAreErrors() {
    assertThatThrownBy(() -> new ReferencePull(1.1, 0))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
