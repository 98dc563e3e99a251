package io.didact.train;

import io.didact.algorithm.LearningRateSchedule;
import io.didact.model.DecoderPass;

/**
 * Options of supervised fine-tuning.
 *
 * @param steps number of updates
 * @param schedule learning rate
 * @param optimizer AdamW and clipping
 * @param tokensPerMicroBatch how many tokens go through the model at once in one lane
 * @param activations whether the layers' are kept between forward and backward
 * @param evaluateEvery steps between evaluations of the loss on held-out examples, the last step
 *     having one always; 0 for the last only
 */
public record SftOptions(
    int steps,
    LearningRateSchedule schedule,
    AdamWOptions optimizer,
    int tokensPerMicroBatch,
    DecoderPass.Activations activations,
    int evaluateEvery) {
  public SftOptions {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be ≥ 1, was " + steps);
    }
    if (tokensPerMicroBatch < 1) {
      throw new IllegalArgumentException(
          "tokensPerMicroBatch must be ≥ 1, was " + tokensPerMicroBatch);
    }
    if (evaluateEvery < 0) {
      throw new IllegalArgumentException("evaluateEvery must be ≥ 0, was " + evaluateEvery);
    }
  }
}
