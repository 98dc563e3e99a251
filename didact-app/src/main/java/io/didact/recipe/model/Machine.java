package io.didact.recipe.model;

import io.didact.config.Rules;
import io.didact.model.decoder.DecoderPass;
import io.didact.tensor.Device;
import io.didact.train.Shard;

/**
 * How the machine is used. Results depend on the number of workers in their last bits only, but a
 * run that resumes must have the number that it began with.
 *
 * @param workers threads that share the work, each with one core
 * @param tokensPerMicroBatch tokens that one worker runs through a model at once
 * @param activations {@code kept} between a training step's forward and backward pass, or {@code
 *     recomputed}, which takes less memory and about a third more time
 * @param engine who samples
 * @param dtype of weights and activations
 * @param device where to compute; a GPU has one worker, whatever {@code workers} says
 * @param shard what ranks share out of a model that is trained: {@code none}, {@code optimizer},
 *     {@code gradients} or {@code frozen}
 */
public record Machine(
    int workers,
    int tokensPerMicroBatch,
    DecoderPass.Activations activations,
    EngineSettings engine,
    Precision dtype,
    DeviceChoice device,
    Shard shard) {
  public Machine {
    new Rules()
        .atLeast("workers", 1, workers)
        .atLeast("tokensPerMicroBatch", 1, tokensPerMicroBatch)
        .require(
            shard.isBuilt(),
            "shard",
            "must be none, optimizer, gradients or frozen: ranks cannot share out %s yet"
                .formatted(shard))
        .done();
  }

  /** One worker a core. */
  public static Machine defaults() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        16_384,
        DecoderPass.Activations.KEPT,
        LocalEngineSettings.defaults(),
        Precision.FP32,
        DeviceChoice.AUTO,
        Shard.NONE);
  }

  /** With the device that was found, and the workers that it has. */
  public Machine on(Device found) {
    return new Machine(
        found.workers(workers),
        tokensPerMicroBatch,
        activations,
        engine,
        dtype,
        DeviceChoice.valueOf(found.name()),
        shard);
  }
}
