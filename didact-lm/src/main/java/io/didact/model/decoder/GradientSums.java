package io.didact.model.decoder;

import io.didact.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Where the gradients of a matrix and its bias are summed, in at least 32 bits.
 *
 * @param weight [out, in]
 * @param bias [out]
 */
record GradientSums(Tensor weight, @Nullable Tensor bias) {
  /**
   * Adds gradientᵀ·x, and for the bias the gradient's sum, for {@code length} outputs from {@code
   * start} on.
   *
   * @param x what was multiplied [rows, in]
   * @param gradient by the result [rows, out]
   */
  void add(Tensor x, Tensor gradient, long start, long length) {
    Tensor by = gradient.narrow(1, start, length);
    Tensor sum = weight.narrow(0, start, length);
    if (sum.dtype() == by.dtype()) {
      sum.addTransposedProduct_(by, x);
    } else {
      // The product is rounded to 16 bits once, the sum over passes is not.
      sum.add_(by.transpose(0, 1).matmul(x));
    }
    if (bias != null) {
      bias.narrow(0, start, length).add_(by.sum(0, bias.dtype()));
    }
  }
}
