package io.didact.recipe;

import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.engine.RolloutEngine;
import io.didact.eval.AnswerChecker;
import io.didact.model.AllWeights;
import io.didact.model.Checkpoint;
import io.didact.rollout.AnswerReward;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.RolloutReward;
import io.didact.train.EpochOrder;
import io.didact.train.RlTrainer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Reinforcement learning as a stage: the same trainer with the one reward or the other. */
record RlJob(StageContext context) {

  /** Trains a teacher; nothing where a stop was asked for. */
  Optional<StageEnd> teach(RltStage stage) throws IOException {
    try (Classroom room =
        Classroom.open(
            context,
            stage.teacher(),
            stage.student(),
            stage.format(),
            stage.reward(),
            stage.sampling(),
            stage.grpo().rolloutsPerProblem())) {
      List<Problem> problems = context.problems(stage.problems());
      context.tellOfSolutions(problems, room.student().joined(stage.format()));
      return train(
          room.teacher(),
          room.teacher().checkpoint(),
          stage,
          problems,
          room.collector(),
          room.reward());
    }
  }

  /** Trains a student for correct answers; nothing where a stop was asked for. */
  Optional<StageEnd> solve(GrpoStage stage) throws IOException {
    List<Problem> problems = context.problems(stage.problems());
    AnswerChecker checker = stage.checker().of(problems);
    try (LoadedModel model = context.load(stage.model());
        RolloutEngine engine = model.engine(context.workers(), context.recipe().machine())) {
      TagFormat tags = model.joined(stage.format());
      context.tellOfSolutions(problems, tags);
      StudentFormat format = new StudentFormat(tags, model.tokenizer());
      RolloutCollector collector =
          new RolloutCollector(
              engine,
              format::prompt,
              stage.sampling().forStudent(model, format),
              stage.grpo().rolloutsPerProblem(),
              context.seed());
      return train(
          model,
          model.ending(tags),
          stage,
          problems,
          collector,
          new AnswerReward(stage.reward(), format, model.tokenizer(), checker::correct));
    }
  }

  private Optional<StageEnd> train(
      LoadedModel policy,
      Checkpoint saved,
      RlStage stage,
      List<Problem> problems,
      RolloutCollector collector,
      RolloutReward reward)
      throws IOException {
    IntFunction<List<Problem>> batches =
        new EpochOrder<>(problems, stage.grpo().problemsPerStep(), context.seed())::batch;
    try (AllWeights weights = new AllWeights(saved, policy.parameters());
        RlTrainer trainer =
            new RlTrainer(
                weights,
                stage
                    .grpo()
                    .toOptions(
                        stage.optimizer(),
                        stage.sampling().temperature(),
                        context.recipe().machine()),
                batches,
                collector,
                reward,
                new RolloutLog(context.directory().resolve("rollouts")),
                context.ranks(),
                context.workers())) {
      return context.train(trainer, stage.checkpointEvery(), stage.keepCheckpoints());
    }
  }
}
