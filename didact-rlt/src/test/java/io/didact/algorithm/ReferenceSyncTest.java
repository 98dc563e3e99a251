package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.config.InvalidSettingsException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferenceSyncTest {
  /** A run of 125 updates syncs three times. */
  @Test
  void dueAfterEvery32Updates() {
    ReferenceSync sync = ReferenceSync.paper();
    assertThat(IntStream.rangeClosed(0, 125).filter(sync::dueAfter)).containsExactly(32, 64, 96);
  }

  @Test
  void neverIsNeverDue() {
    assertThat(IntStream.range(0, 100).filter(ReferenceSync.NEVER::dueAfter)).isEmpty();
  }

  @Test
  void badOptionsAreErrors() {
    assertThatThrownBy(() -> new ReferenceSync(1.1, 0))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
