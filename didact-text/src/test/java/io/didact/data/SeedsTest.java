package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeedsTest {
  /** Without coordinates it is SplitMix64 itself: the first output of a generator at that seed. */
  @Test
  void isTheSplitMixFinaliser() {
    for (long seed : new long[] {0, 1, -7, 42, Long.MAX_VALUE}) {
      assertThat(Seeds.mix(seed)).isEqualTo(new SplittableRandom(seed).nextLong());
    }
  }

  @Test
  void orderAndNumberOfCoordinatesMatter() {
    assertThat(Seeds.mix(1, 2, 3)).isNotEqualTo(Seeds.mix(1, 3, 2));
    assertThat(Seeds.mix(1, 0)).isNotEqualTo(Seeds.mix(1));
    assertThat(Seeds.mix(1, 0, 0)).isNotEqualTo(Seeds.mix(1, 0));
    assertThat(Seeds.mix(1, 2)).isNotEqualTo(Seeds.mix(2, 1));
  }

  @Test
  void neighboursDoNotCollide() {
    Set<Long> seen = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (long step = 0; step < 50; step++) {
        for (long sample = 0; sample < 50; sample++) {
          seen.add(Seeds.mix(seed, step, sample));
        }
      }
    }
    assertThat(seen).hasSize(20 * 50 * 50);
  }

  @Test
  void textsThatDifferHashDifferently() {
    assertThat(Seeds.of("9a+4")).isNotEqualTo(Seeds.of("9a+5")).isEqualTo(Seeds.of("9a+" + 4));
    assertThat(Seeds.of("")).isNotEqualTo(Seeds.of("\0"));
  }
}
