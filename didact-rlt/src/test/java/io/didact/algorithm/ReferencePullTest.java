package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.config.InvalidSettingsException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferencePullTest {
  /** A run of 125 updates pulls three times. */
  @Test
  void dueAfterEvery32Updates() {
    ReferencePull pull = ReferencePull.paper();
    assertThat(IntStream.rangeClosed(0, 125).filter(pull::dueAfter)).containsExactly(32, 64, 96);
  }

  @Test
  void neverIsNeverDue() {
    assertThat(IntStream.range(0, 100).filter(ReferencePull.NEVER::dueAfter)).isEmpty();
  }

  @Test
  void badOptionsAreErrors() {
    assertThatThrownBy(() -> new ReferencePull(1.1, 0))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
