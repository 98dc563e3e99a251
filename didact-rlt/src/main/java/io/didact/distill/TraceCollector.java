package io.didact.distill;

import io.didact.data.Explanation;
import io.didact.data.PatternCounts;
import io.didact.data.Problem;
import io.didact.data.TextPatterns;
import io.didact.data.Trace;
import io.didact.data.View;
import io.didact.engine.GenerationListener;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutGroup;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.ScoredGroup;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Lets a model explain or answer problems and makes traces of it, as it was sampled, with the
 * rewards.
 *
 * @param collector samples from the model, after {@code view}'s prompt
 * @param view finds the thought in what was sampled
 * @param reward scores it
 * @param source who the traces are from, as in {@code rlt-teacher/step-60}
 * @param whenCut what becomes of explanations that are not whole
 * @param written whether a trace has the solution that the model wrote, right or wrong, in place of
 *     the known one; what has none is never kept
 */
public record TraceCollector(
    RolloutCollector collector,
    View view,
    RolloutReward reward,
    String source,
    WhenCut whenCut,
    boolean written) {
  /**
   * What a collection gave.
   *
   * @param traces problem by problem, in the order they were sampled in
   * @param groups all that was sampled, and scored
   * @param metrics their means
   */
  public record Collected(List<Trace> traces, List<ScoredGroup> groups, TeacherMetrics metrics) {
    public Collected {
      traces = List.copyOf(traces);
      groups = List.copyOf(groups);
    }

    /** The same, with what was sampled searched for patterns. */
    public Collected searchedFor(TextPatterns patterns) {
      List<PatternCounts> counts = new ArrayList<>();
      for (ScoredGroup group : groups) {
        String question = group.group().problem().question();
        group.texts().forEach(text -> counts.add(patterns.count(question, text)));
      }
      return new Collected(traces, groups, metrics.with(PatternCounts.sum(counts)));
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
    List<RolloutGroup> sampled = collector.collect(part, problems, listener);
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put(TeacherMetrics.CUT, cutIn(sampled));
    for (int attempt = 1; attempt <= whenCut.attempts() && cutIn(sampled) > 0; attempt++) {
      counts.merge(TeacherMetrics.AGAIN, cutIn(sampled), Long::sum);
      sampled = collector.again(sampled, this::isCut, attempt, listener);
    }
    List<ScoredGroup> groups =
        reward.score(closes() ? sampled.stream().map(this::closed).toList() : sampled);
    List<Trace> traces = new ArrayList<>();
    List<Explanation> explanations = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      for (int i = 0; i < groups.get(g).rewards().size(); i++) {
        Rollout asSampled = sampled.get(g).rollouts().get(i);
        explanations.add(view.thought(asSampled.completion()));
        boolean cut = isCut(asSampled);
        if (!cut || keepsCut()) {
          traces.add(trace(groups.get(g), i, cut));
        }
        reward
            .isRight(groups.get(g).group().problem(), asSampled)
            .ifPresent(right -> counts.merge(TeacherMetrics.RIGHT, right ? 1L : 0L, Long::sum));
      }
    }
    counts.put(TeacherMetrics.DROPPED, (long) explanations.size() - traces.size());
    return new Collected(traces, groups, TeacherMetrics.of(groups, explanations, counts));
  }

  private boolean closes() {
    return whenCut == WhenCut.Simply.CLOSE;
  }

  private boolean keepsCut() {
    return !written && (closes() || whenCut == WhenCut.Simply.KEEP);
  }

  private boolean isCut(Rollout rollout) {
    return written
        ? view.solution(rollout.completion()).isEmpty()
        : !view.thought(rollout.completion()).closed();
  }

  private long cutIn(List<RolloutGroup> groups) {
    return groups.stream().flatMap(group -> group.rollouts().stream()).filter(this::isCut).count();
  }

  /** With the closing tag where it is missing; nobody sampled it, so its log-probs are 0. */
  private RolloutGroup closed(RolloutGroup group) {
    return new RolloutGroup(
        group.problem(),
        group.rollouts().stream().map(each -> isCut(each) ? closed(each) : each).toList());
  }

  private Rollout closed(Rollout rollout) {
    TokenIds think = view.thought(rollout.completion()).think();
    TokenIds whole = TokenIds.concat(think, view.closing(think));
    double[] logProbs = rollout.logProbs();
    return new Rollout(
        rollout.prompt(),
        whole,
        logProbs.length == 0
            ? logProbs
            : Arrays.copyOf(Arrays.copyOf(logProbs, think.size()), whole.size()),
        rollout.finish(),
        rollout.seed());
  }

  private Trace trace(ScoredGroup group, int sample, boolean cut) {
    Rollout rollout = group.group().rollouts().get(sample);
    Problem problem = group.group().problem();
    Explanation explanation = view.thought(rollout.completion());
    return new Trace(
        (written
                ? problem.withSolution(view.solution(rollout.completion()).orElseThrow())
                : problem)
            .withTrace(explanation.text()),
        explanation.think(),
        explanation.closed(),
        OptionalDouble.of(group.rewards().get(sample).total()),
        source,
        rollout.seed(),
        reward.isRight(problem, rollout),
        cut && closes()
            ? Optional.of(
                "the closing tag was put in after %d tokens".formatted(explanation.think().size()))
            : Optional.empty());
  }
}
