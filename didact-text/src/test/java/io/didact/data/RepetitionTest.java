package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.text.TokenIds;
import org.junit.jupiter.api.Test;

class RepetitionTest {
  /**
   * 1 2 3 1 2 3 1 2 has five 4-grams: 1231, 2312, 3123, 1231, 2312. Three are distinct: 1 − 3/5. 7
   * seven times has four, of which one is distinct: 1 − 1/4.
   */
  @Test
  void isTheShareOfFourGramsThatStoodThereBefore() {
    assertThat(Repetition.of(TokenIds.of(1, 2, 3, 1, 2, 3, 1, 2))).isCloseTo(0.4, within(1e-15));
    assertThat(Repetition.of(TokenIds.of(7, 7, 7, 7, 7, 7, 7))).isEqualTo(0.75);
    assertThat(Repetition.of(TokenIds.of(1, 2, 3, 4, 5))).isZero();
  }

  /** The order counts: 1 2 3 4 and 4 3 2 1 are two. */
  @Test
  void shortTextsRepeatNothing() {
    assertThat(Repetition.of(TokenIds.of(1, 2, 3, 4, 3, 2, 1))).isZero();
    assertThat(Repetition.of(TokenIds.of(5, 5, 5))).isZero();
    assertThat(Repetition.of(TokenIds.of(5, 5, 5, 5))).isZero();
    assertThat(Repetition.of(TokenIds.EMPTY)).isZero();
  }
}
