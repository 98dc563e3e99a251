package io.didact.distill;

import io.didact.data.Trace;
import java.util.List;

/**
 * Each problem's traces ordered by reward, for the paper's experiment on what the reward is worth:
 * one student per rank.
 *
 * @param byProblem one list per problem, highest reward first, equal rewards in the order sampled
 */
public record TraceRanking(List<List<Trace>> byProblem) {
  public TraceRanking {
    byProblem = byProblem.stream().map(List::copyOf).toList();
  }

  /**
   * Ranks traces within each problem; problems stay in the order of their first trace.
   *
   * @throws IllegalArgumentException if a trace has no reward
   */
  public static TraceRanking of(List<Trace> traces) {
    return new TraceRanking(
        TraceOrder.byProblem(traces).values().stream()
            .map(TraceOrder::highestRewardFirst)
            .toList());
  }

  /** How many ranks every problem has: the smallest number of traces of a problem. */
  public int ranks() {
    return byProblem.stream().mapToInt(List::size).min().orElse(0);
  }

  /**
   * The traces of one rank, one per problem.
   *
   * @param k from 1, the best, to {@link #ranks()}
   * @throws IllegalArgumentException if some problem has no such rank
   */
  public List<Trace> rank(int k) {
    if (k < 1 || k > ranks()) {
      throw new IllegalArgumentException(
          "no rank " + k + ": every problem has only ranks 1 to " + ranks());
    }
    return byProblem.stream().map(group -> group.get(k - 1)).toList();
  }
}
