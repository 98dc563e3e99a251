package io.didact.distill;

import io.didact.data.Trace;
import java.util.ArrayList;
import java.util.List;

/** Which of one problem's traces are kept. The kept ones stay in the order they were sampled in. */
public sealed interface TraceChoice {
  /** Keeps every trace. */
  static TraceChoice all() {
    return new All();
  }

  /** Keeps the trace of the highest reward among the first n samples. */
  static TraceChoice bestOf(int n) {
    return new BestOf(n);
  }

  /**
   * The kept traces of one problem.
   *
   * @param ofOneProblem in the order they were sampled in; may be empty
   */
  List<Trace> of(List<Trace> ofOneProblem);

  /** Chooses for each problem; problems stay in the order of their first trace. */
  default List<Trace> ofEach(List<Trace> traces) {
    List<Trace> kept = new ArrayList<>();
    TraceOrder.byProblem(traces).values().forEach(group -> kept.addAll(of(group)));
    return kept;
  }

  /** See {@link #all}. */
  record All() implements TraceChoice {
    @Override
    public List<Trace> of(List<Trace> ofOneProblem) {
      return List.copyOf(ofOneProblem);
    }
  }

  /**
   * See {@link #bestOf}; of equal rewards the first wins, and fewer than n samples are all looked
   * at. Every trace looked at must have a reward.
   *
   * @param n ≥ 1
   */
  record BestOf(int n) implements TraceChoice {
    public BestOf {
      if (n < 1) {
        throw new IllegalArgumentException("best of n: n must be ≥ 1, was " + n);
      }
    }

    @Override
    public List<Trace> of(List<Trace> ofOneProblem) {
      return TraceOrder.highestRewardFirst(ofOneProblem.stream().limit(n).toList()).stream()
          .limit(1)
          .toList();
    }
  }
}
