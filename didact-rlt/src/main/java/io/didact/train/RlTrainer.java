package io.didact.train;

import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.RewardBreakdown;
import io.didact.data.Problem;
import io.didact.engine.Finish;
import io.didact.engine.RolloutEngine;
import io.didact.model.decoder.Reference;
import io.didact.model.decoder.Trainable;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutGroup;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.ScoredGroup;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reinforcement learning: sample groups, reward them, change the policy by what came out. Which
 * reward it is, and so whether a teacher or a solver is trained, and which algorithm, is not its
 * business.
 */
public final class RlTrainer implements Trainer {
  private final RlOptions options;
  private final IntFunction<List<Problem>> problems;
  private final RolloutCollector collector;
  private final RolloutReward reward;
  private final RolloutLog log;
  private final @Nullable Reference reference;
  private final ProcessGroup ranks;
  private final Learner learner;
  private final PolicyUpdate update;

  /**
   * @param policy π_θ, changed in place; the caller's to close. The reference starts as it is now.
   * @param problems the problems of each step, as a function of the step from 0; each rank takes
   *     its part of them, and a group of completions is of one rank
   * @param collector samples from the policy
   * @param log of this rank's completions
   */
  public RlTrainer(
      Trainable policy,
      RlOptions options,
      IntFunction<List<Problem>> problems,
      RolloutCollector collector,
      RolloutReward reward,
      RolloutLog log,
      ProcessGroup ranks,
      Workers workers) {
    this.options = options;
    this.problems = problems;
    this.collector = collector;
    this.reward = reward;
    this.log = log;
    this.ranks = ranks;
    RolloutEngine.Promises promises = collector.engine().promises();
    if (promises.logProbs() == RolloutEngine.LogProbs.NONE || !promises.follows()) {
      throw new IllegalArgumentException(
          "reinforcement learning needs an engine that gives log-probs of what it samples and that"
              + " samples with the weights as they are trained; this one does not");
    }
    this.reference = options.objective().asksReference() ? policy.reference() : null;
    this.learner = new Learner(policy, reference, options.means(), ranks, workers);
    this.update = new PolicyUpdate(learner, options);
  }

  @Override
  public int totalSteps() {
    return options.steps();
  }

  @Override
  public StepReport step(int step) throws IOException {
    List<RolloutGroup> groups = collector.collect(step, ranks.shard(problems.apply(step)));
    List<ScoredGroup> scored = reward.score(groups);
    List<double[]> advantages = scored.stream().map(this::advantages).toList();
    log.write(step + 1, scored, advantages);
    List<Rollout> rollouts =
        scored.stream().flatMap(group -> group.group().rollouts().stream()).toList();
    Map<String, Double> metrics = rewardMetrics(scored, rollouts);
    double share = scored.size() / ranks.sum(scored.size());
    metrics.replaceAll((name, mean) -> mean * share);
    metrics = RankSums.of(metrics, ranks);
    metrics.putAll(learn(scored, advantages, step));
    collector.engine().weightsChanged(step + 1);
    syncReference(step + 1);
    long tokens =
        rollouts.stream().mapToLong(each -> each.prompt().size() + each.completion().size()).sum();
    return new StepReport(step + 1, (long) ranks.sum(tokens), metrics);
  }

  /** [G]; none for a group that the objective does not admit. */
  private double[] advantages(ScoredGroup group) {
    double[] rewards = group.totals();
    return options.objective().admits(rewards)
        ? options.objective().advantages(rewards)
        : new double[0];
  }

  private Map<String, Double> learn(List<ScoredGroup> scored, List<double[]> advantages, int step) {
    List<Rollout> rollouts = new ArrayList<>();
    for (int g = 0; g < scored.size(); g++) {
      if (advantages.get(g).length > 0) {
        rollouts.addAll(scored.get(g).group().rollouts());
      }
    }
    return update.update(
        rollouts, advantages.stream().flatMapToDouble(Arrays::stream).toArray(), step);
  }

  private void syncReference(int completedSteps) {
    if (reference != null && options.referenceSync().dueAfter(completedSteps)) {
      reference.sync(options.referenceSync().weight());
    }
  }

  /** Means over this rank's completions and groups. */
  private static Map<String, Double> rewardMetrics(
      List<ScoredGroup> scored, List<Rollout> rollouts) {
    List<RewardBreakdown> rewards =
        scored.stream().flatMap(group -> group.rewards().stream()).toList();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("reward", mean(rewards, RewardBreakdown::total));
    RewardBreakdown.meanScores(rewards)
        .forEach((symbol, mean) -> metrics.put(StepReport.SCORE + symbol, mean));
    metrics.put("length", mean(rollouts, rollout -> rollout.completion().size()));
    metrics.put("finished", mean(rollouts, each -> each.finish() == Finish.STOP ? 1 : 0));
    metrics.put(
        "equalGroups", mean(scored, each -> GroupAdvantage.allEqual(each.totals()) ? 1 : 0));
    return metrics;
  }

  private static <T> double mean(List<T> all, ToDoubleFunction<T> value) {
    return all.stream().mapToDouble(value).average().orElse(0);
  }

  @Override
  public Learner learner() {
    return learner;
  }

  @Override
  public void close() {
    learner.close();
    if (reference != null) {
      reference.close();
    }
  }
}
