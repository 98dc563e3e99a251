package io.didact.train;

import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.RewardBreakdown;
import io.didact.data.Problem;
import io.didact.engine.Finish;
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
import java.util.stream.IntStream;
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
  private final @Nullable HeldOut heldOut;
  private final @Nullable Reference reference;
  private final ProcessGroup ranks;
  private final Learner learner;
  private final PolicyUpdate update;
  private final NextBatch next;
  private final @Nullable Sampler sampler;
  private boolean begun;

  /**
   * @param policy π_θ, changed in place; the caller's to close. The reference starts as it is now.
   * @param problems the problems of each step, as a function of the step from 0; each rank takes
   *     its part of them, and a group of completions is of one rank
   * @param collector samples from the policy
   * @param log of the completions; the first rank writes those of all
   * @param heldOut what the policy is evaluated on, null for nothing
   */
  public RlTrainer(
      Trainable policy,
      RlOptions options,
      IntFunction<List<Problem>> problems,
      RolloutCollector collector,
      RolloutReward reward,
      RolloutLog log,
      @Nullable HeldOut heldOut,
      ProcessGroup ranks,
      Workers workers) {
    this.options = options;
    this.problems = problems;
    this.collector = collector;
    this.reward = reward;
    this.log = log;
    this.heldOut = heldOut;
    this.ranks = ranks;
    this.sampler = Sampler.of(policy, collector, options, ranks, workers);
    this.next =
        new NextBatch(
            step -> collector.collect(step, ranks.shard(problems.apply(step))),
            options.offPolicy().staleness() > 0);
    this.reference = options.objective().asksReference() ? policy.reference() : null;
    this.learner = new Learner(policy, reference, options.means(), ranks, workers);
    this.update = new PolicyUpdate(learner, options, collector.seed());
  }

  @Override
  public int totalSteps() {
    return options.steps();
  }

  @Override
  public StepReport step(int step) throws IOException {
    begin(step);
    List<Problem> batch = problems.apply(step);
    List<RolloutGroup> groups = next.of(step);
    if (step + 1 < options.steps()) {
      next.begin(step + 1);
    }
    if (sampler != null) {
      groups = sampler.compared(groups);
    }
    List<ScoredGroup> scored = reward.score(groups);
    List<double[]> advantages = scored.stream().map(this::advantages).toList();
    log.write(step + 1, scored, advantages, ranks);
    Map<String, Double> own = rewardMetrics(scored);
    own.put("equalGroups", mean(scored, each -> GroupAdvantage.allEqual(each.totals()) ? 1 : 0));
    Map<String, Double> metrics = overRanks(own, scored.size());
    metrics.putAll(learn(scored, advantages, batch.size(), step));
    if (sampler != null) {
      metrics.putAll(sampler.metrics());
    }
    next.await();
    collector.engine().weightsChanged(step + 1);
    syncReference(step + 1);
    if (heldOut != null && heldOut.dueAfter(step + 1, options.steps())) {
      List<ScoredGroup> answered = heldOut.evaluate(ranks);
      overRanks(rewardMetrics(answered), answered.size())
          .forEach((name, mean) -> metrics.put("heldOut/" + name, mean));
    }
    long tokens =
        rollouts(scored).stream()
            .mapToLong(each -> each.prompt().size() + each.completion().size())
            .sum();
    return new StepReport(step + 1, (long) ranks.sum(tokens), metrics);
  }

  /** The engine hears of the weights that a run begins with: a run that resumes has others. */
  private void begin(int step) {
    if (!begun) {
      collector.engine().weightsChanged(step);
      begun = true;
    }
  }

  /** [G]; none for a group that the objective does not admit. */
  private double[] advantages(ScoredGroup group) {
    double[] rewards = group.totals();
    return options.objective().admits(rewards)
        ? options.objective().advantages(rewards)
        : new double[0];
  }

  private Map<String, Double> learn(
      List<ScoredGroup> scored, List<double[]> advantages, int problemCount, int step) {
    List<Integer> places = ranks.shard(IntStream.range(0, problemCount).boxed().toList());
    List<PolicyUpdate.Lesson> lessons = new ArrayList<>();
    for (int g = 0; g < scored.size(); g++) {
      List<Rollout> rollouts = scored.get(g).group().rollouts();
      double[] all = advantages.get(g);
      int[] taken =
          IntStream.range(0, all.length).filter(i -> takesPart(rollouts.get(i))).toArray();
      lessons.add(
          new PolicyUpdate.Lesson(
              places.get(g),
              Arrays.stream(taken).mapToObj(rollouts::get).toList(),
              Arrays.stream(taken).mapToDouble(i -> all[i]).toArray(),
              Arrays.stream(taken).mapToObj(i -> weights(rollouts.get(i))).toList()));
    }
    return update.update(lessons, problemCount, step);
  }

  private boolean takesPart(Rollout rollout) {
    return (rollout.finish() == Finish.STOP || !options.objective().masksTruncated())
        && (sampler == null || sampler.takesPart(rollout));
  }

  private double[] weights(Rollout rollout) {
    return sampler == null ? new double[0] : sampler.weights(rollout);
  }

  private void syncReference(int completedSteps) {
    if (reference != null && options.referenceSync().dueAfter(completedSteps)) {
      reference.sync(options.referenceSync().weight());
    }
  }

  /**
   * Means over all ranks.
   *
   * @param own over this rank's groups
   * @param count of these
   */
  private Map<String, Double> overRanks(Map<String, Double> own, int count) {
    double share = count / ranks.sum(count);
    own.replaceAll((name, mean) -> mean * share);
    return RankSums.of(own, ranks);
  }

  private static List<Rollout> rollouts(List<ScoredGroup> scored) {
    return scored.stream().flatMap(group -> group.group().rollouts().stream()).toList();
  }

  /** Means over this rank's completions. */
  private static Map<String, Double> rewardMetrics(List<ScoredGroup> scored) {
    List<Rollout> rollouts = rollouts(scored);
    List<RewardBreakdown> rewards =
        scored.stream().flatMap(group -> group.rewards().stream()).toList();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("reward", mean(rewards, RewardBreakdown::total));
    RewardBreakdown.meanScores(rewards)
        .forEach((symbol, mean) -> metrics.put(StepReport.SCORE + symbol, mean));
    metrics.put("length", mean(rollouts, rollout -> rollout.completion().size()));
    metrics.put("finished", mean(rollouts, each -> each.finish() == Finish.STOP ? 1 : 0));
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
    next.close();
    if (sampler != null) {
      sampler.close();
    }
    learner.close();
    if (reference != null) {
      reference.close();
    }
  }
}
