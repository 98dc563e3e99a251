package io.didact.recipe.model;

import io.didact.tensor.DType;
import io.didact.tensor.Device;
import java.util.Locale;
import java.util.Optional;

/**
 * In what weights are held and multiplied. Whatever it is, norms, softmax and log-probs are
 * computed in at least 32 bits, and so are sums of gradients and the weights that take the
 * optimizer's steps.
 */
public enum Precision {
  FP32(DType.FLOAT32),
  BF16(DType.BFLOAT16);

  private final DType dtype;

  Precision(DType dtype) {
    this.dtype = dtype;
  }

  /** As the tensors' type. */
  public DType dtype() {
    return dtype;
  }

  /** What to know before this machine computes so; nothing where it does it well. */
  public Optional<String> remark(Device device) {
    return remark(device, ProcessorFeatures.here());
  }

  Optional<String> remark(Device device, ProcessorFeatures processor) {
    return this == BF16 && device == Device.CPU && processor.lacksBf16()
        ? Optional.of(
            "this processor has no products in bf16 (avx512_bf16, amx_bf16), which makes dtype bf16"
                + " slow: fp32 is faster where it fits into memory")
        : Optional.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
