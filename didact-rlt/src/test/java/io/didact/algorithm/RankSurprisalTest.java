package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankSurprisalTest {
  private static final RankSurprisal FIRST =
      RankSurprisal.of(new double[] {-0.5, -2, -0.5}, new double[] {1, 4, 1});

  /**
   * Ranks 1, 4, 1 over surprisals 0.5, 2, 0.5: 6 / 3. The mean of the quotients would be 2, too.
   */
  @Test
  void byHand() {
    assertThat(FIRST.ratio()).isEqualTo(2);
    assertThat(FIRST.logProb()).isEqualTo(-1);
    // 1 + 3 over 0.25 + 1.75; the mean of the quotients would be (4 + 12/7) / 2 = 2.857
    RankSurprisal other = RankSurprisal.of(new double[] {-0.25, -1.75}, new double[] {1, 3});
    assertThat(other.ratio()).isCloseTo(2, within(1e-12));
  }

  /** (1 + 100) / (1 + 9), not (1 + 5000) / 10. */
  @Test
  void ranksAreCutAtAHundred() {
    assertThat(RankSurprisal.of(new double[] {-1, -9}, new double[] {1, 5000}).ratio())
        .isCloseTo(10.1, within(1e-12));
  }

  /** Means 2 and 1; 10 and 2: (2 + 10) / (1 + 2) = 4, where Σ over all tokens gives 26 / 7. */
  @Test
  void aSetIsOfMeans() {
    RankSurprisal second = RankSurprisal.of(new double[] {-1, -3}, new double[] {1, 19});
    assertThat(RankSurprisal.ratio(List.of(FIRST, second))).isEqualTo(4);
  }

  @Test
  void withoutTokensItComesLast() {
    RankSurprisal none = RankSurprisal.of(new double[0], new double[0]);
    assertThat(none.ratio()).isInfinite().isPositive();
    assertThat(none.logProb()).isInfinite().isNegative();
    assertThat(RankSurprisal.of(new double[] {0, 0}, new double[] {1, 1}).ratio()).isInfinite();
  }
}
