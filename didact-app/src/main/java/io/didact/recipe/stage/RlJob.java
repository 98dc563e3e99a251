package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.model.checkpoint.AllWeights;
import io.didact.rollout.RolloutLog;
import io.didact.run.Checkpoints;
import io.didact.train.EpochOrder;
import io.didact.train.RlTrainer;
import java.io.IOException;
import java.util.Optional;

/** Reinforcement learning as a stage: whatever is trained, by whatever reward. */
record RlJob(StageContext context, RlStage stage) {

  /** Trains the policy; nothing where a stop was asked for. */
  Optional<StageEnd> run() throws IOException {
    Dataset<Problem> problems = context.distinctProblems(stage.problems());
    try (SampledPolicy policy =
            SampledPolicy.open(
                context,
                stage.policy(),
                stage.view(),
                stage.format(),
                stage.reward(),
                stage.sampling(),
                stage.rolloutsPerProblem(),
                problems,
                stage.tooLong());
        AllWeights weights =
            new AllWeights(
                stage.view().saved(policy.model(), policy.joined()), policy.model().parameters());
        RlTrainer trainer =
            new RlTrainer(
                weights,
                stage.options(context.machine()),
                new EpochOrder<>(policy.problems(), stage.problemsPerStep(), context.seed())::batch,
                policy.collector(),
                policy.reward(),
                new RolloutLog(context.directory().resolve(Checkpoints.ROLLOUTS)),
                context.ranks(),
                context.workers())) {
      return context.train(trainer, stage.checkpointEvery(), stage.keepCheckpoints());
    }
  }
}
