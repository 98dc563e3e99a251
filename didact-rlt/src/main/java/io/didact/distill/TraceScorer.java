package io.didact.distill;

import io.didact.data.Explanation;
import io.didact.data.Problem;
import io.didact.data.Trace;
import io.didact.data.View;
import io.didact.engine.Finish;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutGroup;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.ScoredGroup;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Rewards of traces that are there already, whoever wrote them.
 *
 * @param view in which a teacher would have written them
 * @param thought the ids that a problem's trace is in the model's tokens
 * @param reward scores them
 * @param share of each thought that is kept, from its beginning, in [0, 1]: what a thought that is
 *     cut or emptied is worth
 */
public record TraceScorer(
    View view, Function<Problem, TokenIds> thought, RolloutReward reward, double share) {

  /**
   * Scores traces problem by problem.
   *
   * @param traces at least one
   * @return the traces with their rewards, problems in the order of their first trace
   */
  public TraceCollector.Collected score(List<Trace> traces) {
    List<RolloutGroup> groups = new ArrayList<>();
    List<Trace> inOrder = new ArrayList<>();
    TraceOrder.byProblem(traces)
        .values()
        .forEach(
            group -> {
              inOrder.addAll(group);
              groups.add(
                  new RolloutGroup(
                      group.get(0).problem(), group.stream().map(this::rollout).toList()));
            });
    List<ScoredGroup> scored = reward.score(groups);
    List<Trace> kept = new ArrayList<>();
    List<Explanation> explanations = new ArrayList<>();
    for (ScoredGroup group : scored) {
      for (int i = 0; i < group.rewards().size(); i++) {
        Explanation explanation = view.thought(group.group().rollouts().get(i).completion());
        explanations.add(explanation);
        kept.add(scored(inOrder.get(kept.size()), explanation, group.rewards().get(i).total()));
      }
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    return new TraceCollector.Collected(
        kept, scored, TeacherMetrics.of(scored, explanations, counts));
  }

  /** What is kept of a thought. */
  public static TokenIds beginning(TokenIds thought, double share) {
    return thought.slice(0, (int) Math.round(share * thought.size()));
  }

  private Rollout rollout(Trace trace) {
    TokenIds think = beginning(thought.apply(trace.explained()), share);
    return new Rollout(
        view.prompt(trace.problem()),
        trace.closed() ? TokenIds.concat(think, view.closing(think)) : think,
        new double[0],
        trace.closed() ? Finish.STOP : Finish.LENGTH,
        trace.seed());
  }

  private Trace scored(Trace trace, Explanation explanation, double reward) {
    return new Trace(
        trace.problem().withTrace(explanation.text()),
        explanation.think(),
        trace.closed(),
        OptionalDouble.of(reward),
        trace.source(),
        trace.seed(),
        trace.correct(),
        share == 1
            ? trace.remark()
            : Optional.of("the first %.0f %% of the thought".formatted(100 * share)));
  }
}
