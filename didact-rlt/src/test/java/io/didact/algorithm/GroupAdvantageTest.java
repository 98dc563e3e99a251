package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupAdvantageTest {
  /**
   * Rewards 1, 2, 6: mean 3, deviations −2, −1, 3, variance (4 + 1 + 9)/2 = 7, std 2.645751; −2 /
   * 2.645851 = −0.755900. With G in the denominator it would be −2 / 2.160347 = −0.9258.
   */
  @Test
  void byHand() {
    double[] rewards = {1, 2, 6};
    assertThat(GroupAdvantage.WITH_STD.of(rewards))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(-0.755900, -0.377950, 1.133850);
    assertThat(GroupAdvantage.WITHOUT_STD.of(rewards)).containsExactly(-2, -1, 3);
  }

  /**
   * Three times 0.1 has the mean 0.10000000000000002 in doubles; the advantages are 0 all the same.
   */
  @ParameterizedTest
  @EnumSource
  void equalRewardsGiveExactlyZero(GroupAdvantage advantage) {
    assertThat((0.1 + 0.1 + 0.1) / 3).isNotEqualTo(0.1);
    assertThat(advantage.of(new double[] {0.1, 0.1, 0.1})).containsExactly(0, 0, 0);
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 500; round++) {
      double[] rewards = new double[1 + random.nextInt(64)];
      Arrays.fill(rewards, random.nextDouble(-20, 20));
      assertThat(advantage.of(rewards)).containsOnly(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGroupOfOneHasNoAdvantage(GroupAdvantage advantage) {
    assertThat(advantage.of(new double[] {-3.7})).containsExactly(0);
  }

  @ParameterizedTest
  @EnumSource
  void sumIsZeroAndShiftsChangeNothing(GroupAdvantage advantage) {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 500; round++) {
      double[] rewards = random.doubles(2 + random.nextInt(30), -20, 0).toArray();
      double shift = random.nextDouble(-50, 50);
      double[] advantages = advantage.of(rewards);
      double[] shifted = advantage.of(Arrays.stream(rewards).map(r -> r + shift).toArray());
      assertThat(Arrays.stream(advantages).sum()).isCloseTo(0, within(1e-10));
      for (int i = 0; i < rewards.length; i++) {
        assertThat(shifted[i]).isCloseTo(advantages[i], within(1e-9));
      }
    }
  }

  /** Nearly equal rewards: the 1e-4 keeps noise small instead of blowing it up to size 1. */
  @Test
  void roundingNoiseStaysNoise() {
    double[] advantages = GroupAdvantage.WITH_STD.of(new double[] {1, 1 + 1e-12});
    assertThat(Math.abs(advantages[0])).isLessThan(1e-7);
  }

  @Test
  void badRewardsAreErrors() {
    assertThatThrownBy(() -> GroupAdvantage.WITH_STD.of(new double[] {0, Double.NaN}))
        .hasMessage("the reward of completion 1 is NaN");
    assertThatThrownBy(() -> GroupAdvantage.WITH_STD.of(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
