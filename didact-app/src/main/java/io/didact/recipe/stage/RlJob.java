package io.didact.recipe.stage;

import io.didact.data.Problem;
import io.didact.model.checkpoint.AllWeights;
import io.didact.rollout.RolloutLog;
import io.didact.run.Checkpoints;
import io.didact.train.EpochOrder;
import io.didact.train.RlTrainer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reinforcement learning as a stage: whatever is trained, by whatever reward. */
record RlJob(StageContext context, RlStage stage) {

  /** Trains the policy; nothing where a stop was asked for. */
  Optional<StageEnd> run() throws IOException {
    List<Problem> problems = context.distinctProblems(stage.problems());
    EpochOrder<Problem> order = new EpochOrder<>(problems, stage.problemsPerStep(), context.seed());
    try (SampledPolicy policy =
            SampledPolicy.open(
                context,
                stage.policy(),
                stage.view(),
                stage.format(),
                stage.reward(),
                stage.sampling(),
                stage.rolloutsPerProblem(),
                problems);
        AllWeights weights =
            new AllWeights(
                stage.view().saved(policy.model(), policy.joined()), policy.model().parameters());
        RlTrainer trainer =
            new RlTrainer(
                weights,
                stage.options(context.machine()),
                order::batch,
                policy.collector(),
                policy.reward(),
                new RolloutLog(context.directory().resolve(Checkpoints.ROLLOUTS)),
                context.ranks(),
                context.workers())) {
      return context.train(trainer, stage.checkpointEvery(), stage.keepCheckpoints());
    }
  }
}
