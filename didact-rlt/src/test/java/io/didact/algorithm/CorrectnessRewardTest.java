package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrectnessRewardTest {
  @ParameterizedTest
  @CsvSource({"false,false,-1", "false,true,-1", "true,false,-0.5", "true,true,1"})
  void paperValues(boolean formatted, boolean right, double expected) {
    RewardBreakdown reward = CorrectnessReward.paper().of(formatted, right);
    assertThat(reward.total()).isEqualTo(expected);
    assertThat(reward.explain()).contains("correctness: ");
    assertThat(reward.score("r_SS")).isZero();
    assertThat(reward.score("penalty")).isZero();
  }

  @Test
  void valuesMustBeOrderedAndFinite() {
    assertThatThrownBy(() -> new CorrectnessReward(Double.NaN, 2, 1))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
