package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplingTest {
  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(() -> new Sampling(-1, 0, -2, 1.5, 0, Set.of(-3), List.of("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "temperature must be ≥ 0 and finite, was -1.0; topP must be in (0, 1], was 0.0; "
                + "topK must be ≥ 0, was -2; minP must be in [0, 1], was 1.5; "
                + "maxNewTokens must be ≥ 1, was 0; stopIds must be ≥ 0, one was -3; "
                + "stopStrings must not contain the empty string");
    assertThatThrownBy(() -> Sampling.at(Double.NaN, 1)).hasMessageContaining("NaN");
  }

  @Test
  void greedyLogProbsAreOfTheUndividedLogits() {
    assertThat(Sampling.greedy(3).logProbTemperature()).isEqualTo(1);
    assertThat(Sampling.at(0.7, 3).logProbTemperature()).isEqualTo(0.7);
  }
}
