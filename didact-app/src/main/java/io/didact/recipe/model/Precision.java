package io.didact.recipe.model;

import io.didact.tensor.DType;
import java.util.Locale;

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

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
