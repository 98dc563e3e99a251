package io.didact.recipe.plan;

import io.didact.config.Rules;
import io.didact.recipe.model.Precision;

/**
 * What a device can do at most.
 *
 * @param bf16 FLOP/s of large products in bfloat16
 * @param fp32 FLOP/s of large products in 32 bits
 * @param bandwidth bytes/s of its memory
 * @param memory bytes
 * @param source where the numbers come from
 */
public record Peaks(double bf16, double fp32, double bandwidth, double memory, String source) {
  public Peaks {
    new Rules()
        .positive("bf16", bf16)
        .positive("fp32", fp32)
        .positive("bandwidth", bandwidth)
        .positive("memory", memory)
        .done();
  }

  /** FLOP/s in a type. */
  public double flops(Precision type) {
    return switch (type) {
      case BF16 -> bf16;
      case FP32 -> fp32;
    };
  }
}
