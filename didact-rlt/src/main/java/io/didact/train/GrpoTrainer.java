package io.didact.train;

import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.RewardBreakdown;
import io.didact.data.Problem;
import io.didact.engine.Finish;
import io.didact.model.Checkpoint;
import io.didact.model.Parameters;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutGroup;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.ScoredGroup;
import io.didact.tensor.Gradients;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Group relative policy optimisation: sample groups, reward them, raise what was better than its
 * group. Which reward it is, and so whether a teacher or a solver is trained, is not its business.
 */
public final class GrpoTrainer implements Trainer {
  private final Checkpoint checkpoint;
  private final GrpoOptions options;
  private final IntFunction<List<Problem>> problems;
  private final RolloutCollector collector;
  private final RolloutReward reward;
  private final RolloutLog log;
  private final @Nullable Parameters reference;
  private final Parameters policy;
  private final PolicyUpdate update;
  private final TrainingState state;

  /**
   * @param parameters π_θ, changed in place; the caller's to close. The reference starts as a copy.
   * @param problems the problems of each step, as a function of the step from 0
   * @param collector samples from {@code parameters}
   */
  public GrpoTrainer(
      Checkpoint checkpoint,
      Parameters parameters,
      GrpoOptions options,
      IntFunction<List<Problem>> problems,
      RolloutCollector collector,
      RolloutReward reward,
      RolloutLog log,
      Workers workers) {
    this.checkpoint = checkpoint;
    this.options = options;
    this.problems = problems;
    this.collector = collector;
    this.reward = reward;
    this.log = log;
    this.reference = options.equation().beta() > 0 ? parameters.copy() : null;
    this.policy = parameters;
    this.update = new PolicyUpdate(parameters, reference, options, workers);
    this.state = new TrainingState(checkpoint, parameters, update.adamW(), reference);
  }

  @Override
  public int totalSteps() {
    return options.steps();
  }

  @Override
  public StepReport step(int step) throws IOException {
    List<RolloutGroup> groups = collector.collect(step, problems.apply(step));
    List<ScoredGroup> scored = reward.score(groups);
    List<Rollout> rollouts = new ArrayList<>();
    List<Double> advantages = new ArrayList<>();
    for (ScoredGroup group : scored) {
      rollouts.addAll(group.group().rollouts());
      for (double advantage : group.advantages(options.advantage())) {
        advantages.add(advantage);
      }
    }
    log.write(step + 1, scored, options.advantage());
    Map<String, Double> figures = rewardFigures(scored, rollouts);
    figures.putAll(
        update.update(
            rollouts, advantages.stream().mapToDouble(Double::doubleValue).toArray(), step));
    collector.engine().weightsChanged(step + 1);
    pullReference(step + 1);
    long tokens =
        rollouts.stream().mapToLong(each -> each.prompt().size() + each.completion().size()).sum();
    return new StepReport(step + 1, tokens, figures);
  }

  private void pullReference(int completedSteps) {
    if (reference != null && options.referencePull().dueAfter(completedSteps)) {
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off()) {
        reference.flat().lerp_(policy.flat(), options.referencePull().weight());
      }
    }
  }

  private static Map<String, Double> rewardFigures(
      List<ScoredGroup> scored, List<Rollout> rollouts) {
    List<RewardBreakdown> rewards =
        scored.stream().flatMap(group -> group.rewards().stream()).toList();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("reward", mean(rewards, RewardBreakdown::total));
    RewardBreakdown.meanScores(rewards)
        .forEach((symbol, mean) -> figures.put(StepReport.SCORE + symbol, mean));
    figures.put("length", mean(rollouts, rollout -> rollout.completion().size()));
    figures.put("finished", mean(rollouts, each -> each.finish() == Finish.STOP ? 1 : 0));
    figures.put(
        "equalGroups", mean(scored, each -> GroupAdvantage.allEqual(each.totals()) ? 1 : 0));
    return figures;
  }

  private static <T> double mean(List<T> all, ToDoubleFunction<T> value) {
    return all.stream().mapToDouble(value).average().orElse(0);
  }

  @Override
  public void save(Path directory) throws IOException {
    state.save(directory);
  }

  @Override
  public void restore(Path directory) throws IOException {
    state.restore(directory);
  }

  @Override
  public void saveModel(Path directory) throws IOException {
    checkpoint.write(directory, policy);
  }

  @Override
  public void close() {
    update.close();
    if (reference != null) {
      reference.close();
    }
  }
}
