package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MicroBatchesTest {
  /** Lengths 5, 12, 7, 7, 3: longest first is 12 (1), 7 (2), 7 (3), 5 (0), 3 (4). */
  private static final int[] LENGTHS = {5, 12, 7, 7, 3};

  @Test
  void oneLaneByHand() {
    assertThat(MicroBatches.split(LENGTHS, 1000, 1)).containsExactly(List.of(1, 2, 3, 0, 4));
    assertThat(MicroBatches.split(LENGTHS, 15, 1))
        .as("12 | 7 + 7 | 5 + 3")
        .containsExactly(List.of(1), List.of(2, 3), List.of(0, 4));
    assertThat(MicroBatches.split(LENGTHS, 1, 1))
        .as("all too long, each alone")
        .containsExactly(List.of(1), List.of(2), List.of(3), List.of(0), List.of(4));
  }

  /** 34 tokens over two lanes: 17 each are reached with 12 + 7, the rest is 7 + 5 + 3. */
  @Test
  void lanesShareByHand() {
    assertThat(MicroBatches.split(LENGTHS, 1000, 2))
        .containsExactly(List.of(1, 2), List.of(3, 0, 4));
  }

  @Test
  void nothingIsSplitIntoNothing() {
    assertThat(MicroBatches.split(new int[0], 10, 2)).isEmpty();
  }

  @Test
  void everySequenceIsInOneBatchThatKeepsTheBound() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 300; trial++) {
      int[] lengths = random.ints(random.nextInt(40), 1, 60).toArray();
      int bound = 1 + random.nextInt(200);
      List<List<Integer>> all = MicroBatches.split(lengths, bound, 1 + random.nextInt(4));
      assertThat(all.stream().flatMap(List::stream))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, lengths.length).boxed().toList());
      for (List<Integer> batch : all) {
        assertThat(batch.size() == 1 || batch.stream().mapToInt(i -> lengths[i]).sum() <= bound)
            .isTrue();
      }
    }
  }
}
