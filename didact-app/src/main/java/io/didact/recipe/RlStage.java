package io.didact.recipe;

import io.didact.config.Rules;
import java.util.Map;

/** Reinforcement learning with GRPO, whatever the reward. */
sealed interface RlStage extends Stage permits RltStage, GrpoStage {
  /** Questions with solutions, in a new order each epoch. */
  Source problems();

  GrpoSettings grpo();

  SamplingSettings sampling();

  OptimizerSettings optimizer();

  /** Steps between checkpoints. */
  int checkpointEvery();

  /** How many of the newest checkpoints stay. */
  int keepCheckpoints();

  @Override
  default Map<String, Source> sources() {
    return Map.of("problems", problems());
  }

  @Override
  default boolean trains() {
    return true;
  }

  /** What must hold in both kinds. */
  static Rules rules(
      Source problems, SamplingSettings sampling, int checkpointEvery, int keepCheckpoints) {
    return new Rules()
        .positive("sampling.temperature", sampling.temperature())
        .atLeast("checkpointEvery", 1, checkpointEvery)
        .atLeast("keepCheckpoints", 1, keepCheckpoints)
        .require(
            !(problems instanceof Source.DocumentsSource),
            "problems",
            "documents are not problems");
  }
}
