package io.didact.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.data.Problem;
import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.text.TokenIds;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RolloutCollectorTest {
  private static final Problem FIRST = problem("first");
  private static final Problem SECOND = problem("second");
  private static final Problem THIRD = problem("third");

  private final RolloutCollector collector =
      new RolloutCollector(
          new Echo(), problem -> TokenIds.of(7), Sampling.at(0.7, 4), 3, 20261130L);

  /** So a batch can be dealt to any number of processes, in any order. */
  @Test
  void samplesBelongToTheProblemWhereverItStands() {
    List<RolloutGroup> all = collector.collect(5, List.of(FIRST, SECOND, THIRD));
    List<RolloutGroup> dealt = collector.collect(5, List.of(THIRD, SECOND));

    assertThat(written(dealt.get(0))).isEqualTo(written(all.get(2)));
    assertThat(written(dealt.get(1))).isEqualTo(written(all.get(1)));
    assertThat(seeds(all)).doesNotHaveDuplicates();
  }

  @Test
  void anotherStepHasOtherSamples() {
    assertThat(seeds(collector.collect(6, List.of(FIRST))))
        .doesNotContainAnyElementsOf(seeds(collector.collect(5, List.of(FIRST))));
  }

  /** The end of one epoch and the beginning of the next may bring a problem twice. */
  @Test
  void aProblemThatComesAgainHasFurtherSamples() {
    List<RolloutGroup> groups = collector.collect(5, List.of(FIRST, SECOND, FIRST));

    assertThat(seeds(groups)).hasSize(9).doesNotHaveDuplicates();
    assertThat(written(groups.get(1)))
        .isEqualTo(written(collector.collect(5, List.of(SECOND)).get(0)));
  }

  private static List<TokenIds> written(RolloutGroup group) {
    return group.rollouts().stream().map(Rollout::completion).toList();
  }

  private static List<Long> seeds(List<RolloutGroup> groups) {
    return groups.stream().flatMap(group -> group.rollouts().stream().map(Rollout::seed)).toList();
  }

  private static Problem problem(String id) {
    return new Problem(id, "q", "s", null, null);
  }

  /** Writes one token that depends on the seed alone. */
  private static final class Echo implements RolloutEngine {
    @Override
    public List<List<Completion>> generate(
        List<RolloutRequest> requests, Sampling sampling, GenerationListener listener) {
      return requests.stream()
          .map(request -> LongStream.of(request.seeds()).mapToObj(Echo::completion).toList())
          .toList();
    }

    private static Completion completion(long seed) {
      return Completion.ofIds(TokenIds.of((int) Math.floorMod(seed, 1_000_003L)), Finish.LENGTH);
    }

    @Override
    public Promises promises() {
      return new Promises(LogProbs.NONE, true, false);
    }

    @Override
    public void weightsChanged(long version) {}

    @Override
    public void close() {}
  }
}
