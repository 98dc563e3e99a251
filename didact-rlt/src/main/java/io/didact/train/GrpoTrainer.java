package io.didact.train;

import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.RewardBreakdown;
import io.didact.data.LabelledSequence;
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
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
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
  private final TrainableModel model;
  private final AdamW adamW;
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
    this.model = new TrainableModel(parameters, reference, workers, options.tokensPerMicroBatch());
    this.adamW = new AdamW(parameters, options.optimizer());
    this.state = new TrainingState(checkpoint, parameters, adamW, reference);
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
    List<LabelledSequence> batch = rollouts.stream().map(GrpoTrainer::labelled).toList();
    double learningRate = options.schedule().at(step, options.steps());
    for (int update = 0; update < options.updatesPerBatch(); update++) {
      GrpoLoss loss =
          new GrpoLoss(
              options.equation(),
              options.reduction(),
              rollouts,
              advantages.stream().mapToDouble(Double::doubleValue).toArray());
      double value = model.computeGradient(batch, options.temperature(), loss);
      long number = (long) step * options.updatesPerBatch() + update + 1;
      double norm = adamW.step(model.gradient(), number, learningRate);
      figures.put("loss", value);
      figures.put("kl", loss.meanKl());
      figures.put("clippedFraction", loss.clippedFraction());
      figures.put("gradientNorm", norm);
    }
    figures.put("learningRate", learningRate);
    pullReference(step + 1);
    long tokens = batch.stream().mapToLong(each -> each.ids().size()).sum();
    return new StepReport(step + 1, tokens, figures);
  }

  private static LabelledSequence labelled(Rollout rollout) {
    return new LabelledSequence(
        TokenIds.concat(rollout.prompt(), rollout.completion()),
        TokenSpan.at(rollout.prompt().size(), rollout.completion().size()));
  }

  private void pullReference(int completedSteps) {
    if (reference != null && options.referencePull().dueAfter(completedSteps)) {
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off()) {
        reference.flat().lerp_(model.parameters().flat(), options.referencePull().weight());
      }
    }
  }

  private static Map<String, Double> rewardFigures(
      List<ScoredGroup> scored, List<Rollout> rollouts) {
    List<RewardBreakdown> rewards =
        scored.stream().flatMap(group -> group.rewards().stream()).toList();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("reward", mean(rewards, RewardBreakdown::total));
    figures.put("rSs", mean(rewards, RewardBreakdown::rSs));
    figures.put("rKl", mean(rewards, RewardBreakdown::rKl));
    figures.put("penalty", mean(rewards, RewardBreakdown::penalty));
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
    checkpoint.write(directory, model.parameters());
  }

  @Override
  public void close() {
    model.close();
    adamW.close();
    if (reference != null) {
      reference.close();
    }
  }
}
