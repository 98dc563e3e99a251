package io.didact.distill;

import io.didact.data.Explanation;
import io.didact.data.Problem;
import io.didact.data.Trace;
import io.didact.data.View;
import io.didact.engine.GenerationListener;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.ScoredGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Lets a teacher explain problems and keeps every explanation, as it was sampled, with its reward.
 *
 * @param collector samples from the teacher, after {@code format}'s prompt
 * @param view finds the explanation in what was sampled
 * @param reward scores it
 * @param source who the traces are from, as in {@code rlt-teacher/step-60}
 */
public record TraceCollector(
    RolloutCollector collector, View view, RolloutReward reward, String source) {
  /**
   * What a collection gave.
   *
   * @param traces all explanations, problem by problem, in the order they were sampled in
   * @param groups the same with all that is known of them
   * @param metrics their means
   */
  public record Collected(List<Trace> traces, List<ScoredGroup> groups, TeacherMetrics metrics) {
    public Collected {
      traces = List.copyOf(traces);
      groups = List.copyOf(groups);
    }
  }

  /**
   * Explains each problem as many times as the collector samples.
   *
   * @param part which part of a larger collection this is; samples of other parts are other samples
   * @param problems at least one; traces that they come with play no part
   * @param listener hears of tokens and of finished explanations
   */
  public Collected collect(long part, List<Problem> problems, GenerationListener listener) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("there are no problems to explain");
    }
    List<ScoredGroup> groups = reward.score(collector.collect(part, problems, listener));
    List<Trace> traces = new ArrayList<>();
    List<Explanation> explanations = new ArrayList<>();
    for (ScoredGroup group : groups) {
      for (int i = 0; i < group.rewards().size(); i++) {
        Rollout rollout = group.group().rollouts().get(i);
        Explanation explanation = view.thought(rollout.completion());
        explanations.add(explanation);
        traces.add(
            trace(group.group().problem(), explanation, rollout, group.rewards().get(i).total()));
      }
    }
    return new Collected(traces, groups, TeacherMetrics.of(groups, explanations));
  }

  private Trace trace(Problem problem, Explanation explanation, Rollout rollout, double total) {
    return new Trace(
        problem.withTrace(explanation.text()),
        explanation.think(),
        explanation.closed(),
        OptionalDouble.of(total),
        source,
        rollout.seed());
  }
}
