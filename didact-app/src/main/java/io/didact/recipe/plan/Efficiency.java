package io.didact.recipe.plan;

import io.didact.config.Rules;
import io.didact.recipe.stage.Work;

/**
 * The share of what bounds a job (FLOP/s or memory bandwidth) that it is taken to reach.
 *
 * @param sample of writing completions
 * @param score of reading sequences
 * @param train of forward and backward passes
 */
public record Efficiency(double sample, double score, double train) {
  public Efficiency {
    new Rules()
        .positive("sample", sample)
        .positive("score", score)
        .positive("train", train)
        .require(Math.max(sample, Math.max(score, train)) <= 1, "a share is at most 1")
        .done();
  }

  double of(Work.Kind kind) {
    return switch (kind) {
      case SAMPLE -> sample;
      case SCORE -> score;
      case TRAIN -> train;
    };
  }
}
