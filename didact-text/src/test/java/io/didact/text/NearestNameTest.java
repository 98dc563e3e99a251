package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  /** kitten → sitting: k/s, e/i, +g = 3; "ab" → "ba" is one swap. */
  @Test
  void distances() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("ab", "ba")).isEqualTo(1);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void otherSpellingsOfTheSameName() {
    List<String> names = List.of("rolloutsPerProblem", "steps", "seed");
    assertThat(NearestName.of("rollouts_per_problem", names)).contains("rolloutsPerProblem");
    assertThat(NearestName.of("setps", names)).contains("steps");
    assertThat(NearestName.of("banana", names)).isEmpty();
    assertThat(NearestName.hint("banana", names)).contains("known here: rolloutsPerProblem");
  }
}
