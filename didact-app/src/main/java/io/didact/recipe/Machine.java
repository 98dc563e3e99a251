package io.didact.recipe;

import io.didact.config.Rules;
import io.didact.model.DecoderPass;

/**
 * How the machine is used. Results depend on the number of workers in their last bits only, but a
 * run that goes on must have the number that it began with.
 *
 * @param workers threads that share the work, each with one core
 * @param tokensPerMicroBatch tokens that one worker runs through a model at once
 * @param activations {@code kept} between a training step's forward and backward pass, or {@code
 *     recomputed}, which takes less memory and about a third more time
 * @param maxRows samples that one worker writes at once
 * @param maxCachedTokens tokens whose keys and values one worker holds while it writes; the
 *     youngest samples wait when there are more. 0 for what fits into a quarter of the machine's
 *     memory
 * @param dtype of weights and activations
 * @param device where to compute; a GPU has one worker, whatever {@code workers} says
 */
public record Machine(
    int workers,
    int tokensPerMicroBatch,
    DecoderPass.Activations activations,
    int maxRows,
    int maxCachedTokens,
    Precision dtype,
    DeviceChoice device) {
  public Machine {
    new Rules()
        .atLeast("workers", 1, workers)
        .atLeast("tokensPerMicroBatch", 1, tokensPerMicroBatch)
        .atLeast("maxRows", 1, maxRows)
        .atLeast("maxCachedTokens", 0, maxCachedTokens)
        .done();
  }

  /** One worker a core. */
  static Machine defaults() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        16_384,
        DecoderPass.Activations.KEPT,
        256,
        0,
        Precision.FP32,
        DeviceChoice.AUTO);
  }
}
