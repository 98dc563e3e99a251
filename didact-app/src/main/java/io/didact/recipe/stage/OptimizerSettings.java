package io.didact.recipe.stage;

import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.WarmUp;
import io.didact.config.Rules;
import io.didact.train.AdamWOptions;
import java.util.Map;

/**
 * AdamW and its learning rate.
 *
 * @param learningRate the highest one
 * @param schedule constant, linear or cosine
 * @param warmUp part of the steps in which the rate rises to its peak, in [0, 1]
 * @param floor rate at the end of a decay
 * @param weightDecay of matrices
 * @param maxGradientNorm 0 for no clipping
 */
public record OptimizerSettings(
    double learningRate,
    LearningRateSchedule.Shape schedule,
    double warmUp,
    double floor,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double maxGradientNorm) {
  public OptimizerSettings {
    new Rules()
        .valid(
            Map.of("peak", "learningRate"),
            () -> new LearningRateSchedule(schedule, learningRate, WarmUp.NONE, floor))
        .valid(Map.of("ofRun", "warmUp"), () -> new WarmUp.Fraction(warmUp))
        .valid(() -> new AdamWOptions(beta1, beta2, epsilon, weightDecay, maxGradientNorm))
        .done();
  }

  /** The paper's student SFT on 1K examples. */
  static OptimizerSettings sft() {
    return new OptimizerSettings(
        1e-5, LearningRateSchedule.Shape.COSINE, 0.05, 0, 0.9, 0.95, 1e-8, 1e-4, 1);
  }

  /** The paper's teacher RL. */
  static OptimizerSettings rl() {
    return new OptimizerSettings(
        1e-6, LearningRateSchedule.Shape.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 1);
  }

  Rules idle() {
    return new Rules()
        .idle(
            schedule == LearningRateSchedule.Shape.CONSTANT && floor > 0,
            "floor",
            "the schedule is constant");
  }

  LearningRateSchedule toSchedule() {
    return new LearningRateSchedule(schedule, learningRate, new WarmUp.Fraction(warmUp), floor);
  }

  AdamWOptions toAdamW() {
    return new AdamWOptions(beta1, beta2, epsilon, weightDecay, maxGradientNorm);
  }
}
