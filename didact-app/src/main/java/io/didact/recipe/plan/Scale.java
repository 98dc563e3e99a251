package io.didact.recipe.plan;

import io.didact.train.Shard;

/**
 * The machine of a plan.
 *
 * @param name h200, this …
 * @param gpus devices that share every batch; a problem's completions stay on one
 * @param workers that share a device, each with micro-batches of its own; 1 on a GPU
 * @param isGpu whether a device is a GPU
 */
public record Scale(
    String name,
    int gpus,
    int workers,
    boolean isGpu,
    Peaks peaks,
    Efficiency efficiency,
    Shard sharding) {
  /** Where only what is held counts: main memory of so many bytes. */
  static Scale ofMemory(double memory, int workers) {
    return new Scale(
        "this",
        1,
        workers,
        false,
        new Peaks(1, 1, 1, memory, "memory alone"),
        new Efficiency(1, 1, 1),
        Shard.NONE);
  }

  /** Groups on the device that has most of them. */
  double most(double groups) {
    return Math.ceil(groups / gpus);
  }

  /** Devices that have any. */
  double busy(double groups) {
    return Math.min(gpus, Math.ceil(groups));
  }
}
