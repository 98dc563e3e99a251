package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MicroBatchesTest {
  /** Lengths 5, 12, 7, 7, 3: longest first is 12 (1), 7 (2), 7 (3), 5 (0), 3 (4). */
  private static final List<TokenIds> UNRELATED = unrelated(5, 12, 7, 7, 3);

  /** Sequences that differ from their first token on. */
  private static List<TokenIds> unrelated(int... lengths) {
    return IntStream.range(0, lengths.length)
        .mapToObj(i -> TokenIds.of(IntStream.range(0, lengths[i]).map(k -> 100 * i + k).toArray()))
        .toList();
  }

  /** Sequences of {@code prefix} equal tokens and then so many of their own. */
  private static List<TokenIds> group(int first, int prefix, int... own) {
    int[] shared = IntStream.range(0, prefix).map(k -> first + k).toArray();
    return unrelated(own).stream().map(each -> TokenIds.concat(TokenIds.of(shared), each)).toList();
  }

  @Test
  void oneWorkerByHand() {
    assertThat(MicroBatches.deal(UNRELATED, 1000, 1))
        .containsExactly(List.of(List.of(1, 2, 3, 0, 4)));
    assertThat(MicroBatches.deal(UNRELATED, 15, 1))
        .as("12 | 7 + 7 | 5 + 3")
        .containsExactly(List.of(List.of(1), List.of(2, 3), List.of(0, 4)));
    assertThat(MicroBatches.deal(UNRELATED, 1, 1))
        .as("all too long, each alone")
        .containsExactly(List.of(List.of(1), List.of(2), List.of(3), List.of(0), List.of(4)));
  }

  /** 34 tokens over two workers: 12, then 7 + 7 (now 14), 5 to the 12 (17), 3 to the 14 (17). */
  @Test
  void workersShareByHand() {
    assertThat(MicroBatches.deal(UNRELATED, 1000, 2))
        .containsExactly(List.of(List.of(1, 0)), List.of(List.of(2, 3, 4)));
  }

  /**
   * A prefix of 20 with 10, 9, 8 and 7 tokens after it, 54 in all; a pass of 40 holds 20 + 10 + 9 =
   * 39 and then 20 + 8 + 7 = 35.
   */
  @Test
  void aPrefixCountsOnceInAPass() {
    List<TokenIds> group = group(1000, 20, 10, 9, 8, 7);
    assertThat(MicroBatches.deal(group, 1000, 1)).containsExactly(List.of(List.of(0, 1, 2, 3)));
    assertThat(MicroBatches.deal(group, 40, 1))
        .containsExactly(List.of(List.of(0, 1), List.of(2, 3)));
  }

  /**
   * A prefix of 16 and then 50, 40, 30, 20 and 10: 166 in all. Over two workers, longest first: 66
   * | 56, 86 | 56, 86 | 86 … : 50 to the first (66), 40 to the second (56), 30 to the second (86),
   * 20 to the first (86), 10 to the first (96).
   */
  @Test
  void oneGroupIsSharedByWorkers() {
    assertThat(MicroBatches.deal(group(1000, 16, 50, 40, 30, 20, 10), 10_000, 2))
        .containsExactly(List.of(List.of(0, 3, 4)), List.of(List.of(1, 2)));
  }

  @Test
  void nothingIsSplitIntoNothing() {
    assertThat(MicroBatches.deal(List.of(), 10, 2)).containsExactly(List.of(), List.of());
  }

  @Test
  void everySequenceIsInOneBatchThatKeepsTheBound() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 300; trial++) {
      List<TokenIds> all = new ArrayList<>();
      for (int g = random.nextInt(6); g > 0; g--) {
        all.addAll(
            group(
                10_000 * g,
                random.nextInt(40),
                random.ints(1 + random.nextInt(8), 1, 60).toArray()));
      }
      int bound = 1 + random.nextInt(400);
      List<List<List<Integer>>> deal = MicroBatches.deal(all, bound, 1 + random.nextInt(4));
      assertThat(deal.stream().flatMap(List::stream).flatMap(List::stream))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, all.size()).boxed().toList());
      for (List<Integer> batch : deal.stream().flatMap(List::stream).toList()) {
        long tokens =
            new ScoringPack(
                    batch.stream()
                        .map(all::get)
                        .map(ids -> TokenIds.concat(ids, TokenIds.of(0)))
                        .map(
                            ids ->
                                new Scorer.Request(
                                    ids, new io.didact.text.TokenSpan(ids.size() - 1, ids.size())))
                        .toList())
                .tokens();
        assertThat(batch.size() == 1 || tokens <= bound)
            .as("%d tokens in a pass of %d", tokens, bound)
            .isTrue();
      }
    }
  }
}
