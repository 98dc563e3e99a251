package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.data.Seeds;
import io.didact.model.decoder.Trainable;
import io.didact.rollout.RolloutCollector;
import io.didact.run.Checkpoints;
import io.didact.train.EpochOrder;
import io.didact.train.HeldOut;
import io.didact.train.RlTrainer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reinforcement learning as a stage: whatever is trained, by whatever reward. */
record RlJob(StageContext context, RlStage stage) {
  /** Tells the draws of evaluations from those of training. */
  private static final long HELD_OUT = 0x4E1D_0C7L;

  /** Trains the policy; nothing where a stop was asked for. */
  Optional<StageEnd> run() throws IOException {
    Dataset<Problem> problems = context.answerable(stage.problems(), stage.reward());
    Dataset<Problem> heldOut =
        stage.heldOut().isPresent()
            ? context.answerable(stage.heldOut().get(), stage.reward())
            : Dataset.of(List.of());
    try (TrainedModel trained = TrainedModel.open(context, stage.policy(), stage.lora());
        SampledPolicy policy =
            SampledPolicy.open(
                context,
                trained.model(),
                stage.view(),
                stage.format(),
                stage.reward(),
                stage.sampling(),
                stage.rolloutsPerProblem(),
                trained.sharingFrozen())) {
      List<Problem> fitting = fitting(policy, problems);
      for (String remark : policy.reward().remarks(fitting)) {
        context.listener().onMessage(context.name() + ": " + remark);
      }
      if (stage.lora().filter(lora -> lora.dropout() > 0).isPresent()) {
        context
            .listener()
            .onMessage(
                context.name()
                    + ": with lora.dropout the policy that is trained is not quite the one that"
                    + " sampled: its ratio is not 1 on the first update");
      }
      return train(trained, policy, fitting, heldOut);
    }
  }

  private Optional<StageEnd> train(
      TrainedModel trained, SampledPolicy policy, List<Problem> problems, Dataset<Problem> heldOut)
      throws IOException {
    try (Trainable weights =
            trained.trainable(stage.view().saved(policy.model(), policy.joined()));
        RlTrainer trainer =
            new RlTrainer(
                weights,
                stage.options(context.machine(), problems.size()),
                new EpochOrder<>(problems, stage.problemsPerStep(), context.seed())::batch,
                policy.collector(),
                policy.reward(),
                policy
                    .log(stage.tokenValues())
                    .apply(context.directory().resolve(Checkpoints.ROLLOUTS)),
                heldOut.items().isEmpty() ? null : heldOut(fitting(policy, heldOut), policy),
                context.ranks(),
                context.workers())) {
      return context.train(trainer, stage.checkpointEvery(), stage.keepCheckpoints());
    }
  }

  private List<Problem> fitting(SampledPolicy policy, Dataset<Problem> data) throws IOException {
    return policy.fitting(context, data, stage.sampling().maxNewTokens(), stage.tooLong());
  }

  private HeldOut heldOut(List<Problem> problems, SampledPolicy policy) throws IOException {
    double temperature = stage.sampling().temperature();
    SamplingSettings sampling = stage.sampling().at(stage.heldOutTemperature().orElse(temperature));
    RolloutCollector collector =
        new RolloutCollector(
            policy.collector().engine(),
            policy.collector().prompt(),
            sampling.of(policy.model(), policy.view()),
            1,
            Seeds.mix(context.seed(), HELD_OUT));
    return new HeldOut(problems, collector, policy.reward(), temperature, stage.evaluateEvery());
  }
}
