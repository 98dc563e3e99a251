package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.text.TokenIds;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkSplitTest {
  private static RolloutRequest request(int prompt, int... limits) {
    TokenIds ids = TokenIds.of(IntStream.range(0, prompt).toArray());
    return new RolloutRequest(ids, new long[limits.length], limits);
  }

  private static WorkSplit.Shard shard(int request, int from, int to) {
    return new WorkSplit.Shard(request, from, to);
  }

  private static List<List<WorkSplit.Shard>> of(int workerCount, RolloutRequest... requests) {
    return WorkSplit.of(List.of(requests), workerCount, Sampling.at(1, 100)).workers();
  }

  /** 10 + 4 · 100 = 410, a share of 205: the cut is after two samples, at 210. */
  @Test
  void oneGroupIsSharedOut() {
    assertThat(of(2, request(10, 100, 100, 100, 100)))
        .containsExactly(List.of(shard(0, 0, 2)), List.of(shard(0, 2, 4)));
  }

  /**
   * 110 and 150, in all 260, a share of 130: the border between the groups is 20 before it, which
   * is less than a prompt, 30, so no group is cut.
   */
  @Test
  void aCutNearABorderIsMadeThere() {
    assertThat(of(2, request(30, 80), request(30, 60, 60)))
        .containsExactly(List.of(shard(0, 0, 1)), List.of(shard(1, 0, 2)));
  }

  /** Three groups of 210: the share is 315, and the second group is cut in the middle. */
  @Test
  void theGroupInTheMiddleIsCut() {
    assertThat(of(2, request(10, 100, 100), request(10, 100, 100), request(10, 100, 100)))
        .containsExactly(
            List.of(shard(0, 0, 2), shard(1, 0, 1)), List.of(shard(1, 1, 2), shard(2, 0, 2)));
  }

  /** Whatever the requests, each sample is in one shard, and shards are not empty. */
  @Test
  void everySampleIsDealtOnce() {
    for (int seed = 0; seed < 200; seed++) {
      java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
      RolloutRequest[] requests =
          IntStream.range(0, random.nextInt(1, 6))
              .mapToObj(
                  i ->
                      request(
                          random.nextInt(1, 60),
                          random.ints(random.nextInt(1, 7), 1, 120).toArray()))
              .toArray(RolloutRequest[]::new);
      List<WorkSplit.Shard> all =
          of(random.nextInt(1, 7), requests).stream().flatMap(List::stream).toList();
      int request = 0;
      int sample = 0;
      for (WorkSplit.Shard shard : all) {
        assertThat(shard).isEqualTo(shard(request, sample, shard.to()));
        assertThat(shard.to()).isGreaterThan(sample);
        boolean end = shard.to() == requests[request].seeds().length;
        request += end ? 1 : 0;
        sample = end ? 0 : shard.to();
      }
      assertThat(request).isEqualTo(requests.length);
    }
  }
}
