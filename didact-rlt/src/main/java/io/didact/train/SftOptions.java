package io.didact.train;

import io.didact.algorithm.LearningRateSchedule;
import io.didact.config.Rules;
import io.didact.model.decoder.DecoderPass;

/**
 * Options of supervised fine-tuning.
 *
 * @param steps number of updates
 * @param schedule learning rate
 * @param optimizer AdamW and clipping
 * @param tokensPerMicroBatch how many tokens go through the model at once in one worker
 * @param activations whether the layers' are kept between forward and backward
 * @param evaluateEvery steps between evaluations of the loss on held-out examples, the last step
 *     having one always; 0 for the last only
 * @param shard what ranks share out
 */
public record SftOptions(
    int steps,
    LearningRateSchedule schedule,
    AdamWOptions optimizer,
    int tokensPerMicroBatch,
    DecoderPass.Activations activations,
    int evaluateEvery,
    Shard shard) {
  /** Where each rank holds all. */
  public SftOptions(
      int steps,
      LearningRateSchedule schedule,
      AdamWOptions optimizer,
      int tokensPerMicroBatch,
      DecoderPass.Activations activations,
      int evaluateEvery) {
    this(steps, schedule, optimizer, tokensPerMicroBatch, activations, evaluateEvery, Shard.NONE);
  }

  public SftOptions {
    rules(steps, evaluateEvery).atLeast("tokensPerMicroBatch", 1, tokensPerMicroBatch).done();
  }

  /** What must hold of a run's length. */
  public static Rules rules(int steps, int evaluateEvery) {
    return new Rules().atLeast("steps", 1, steps).atLeast("evaluateEvery", 0, evaluateEvery);
  }
}
