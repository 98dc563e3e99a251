package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MiniBatchesTest {
  /** Each problem once, shares equal to within one, none empty, places ascending. */
  @ParameterizedTest
  @CsvSource({"4, 16, 4", "3, 16, 3", "5, 7, 5", "4, 2, 2", "1, 9, 1", "7, 7, 7"})
  void dealsEachProblemOnce(int count, int problems, int shares) {
    List<Integer> places = IntStream.range(0, problems).mapToObj(i -> 3 * i).toList();
    for (int step = 0; step < 20; step++) {
      List<List<Integer>> dealt = new MiniBatches(count, 7).of(places, step, 1);
      assertThat(dealt).hasSize(shares);
      assertThat(dealt.stream().flatMap(Collection::stream).sorted().toList()).isEqualTo(places);
      for (List<Integer> share : dealt) {
        assertThat(share).isSorted();
        assertThat(share.size()).isBetween(problems / shares, (problems + shares - 1) / shares);
      }
    }
  }

  /** Other orders in other steps and passes, and with other seeds; the same ones again. */
  @Test
  void theOrderFollowsFromSeedStepAndPass() {
    List<Integer> places = IntStream.range(0, 16).boxed().toList();
    Set<List<List<Integer>>> seen = new HashSet<>();
    for (long seed : new long[] {1, 2}) {
      for (int step = 0; step < 5; step++) {
        for (int pass = 0; pass < 3; pass++) {
          List<List<Integer>> dealt = new MiniBatches(4, seed).of(places, step, pass);
          assertThat(new MiniBatches(4, seed).of(places, step, pass)).isEqualTo(dealt);
          seen.add(dealt);
        }
      }
    }
    assertThat(seen).hasSize(30);
  }
}
