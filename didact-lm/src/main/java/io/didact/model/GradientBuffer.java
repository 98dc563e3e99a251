package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;

/**
 * The gradient of all weights of one lane [size], summed in at least 32 bits: what is small against
 * the sum of many passes is not rounded away.
 */
public final class GradientBuffer implements AutoCloseable {
  private final Tensor sum;

  /** All zero. */
  public GradientBuffer(Parameters parameters) {
    DType dtype = parameters.flat().dtype();
    sum = Tensor.zeros(dtype.bytes() < 4 ? DType.FLOAT32 : dtype, parameters.size()).owned();
  }

  /** The sum [size]. */
  public Tensor sum() {
    return sum;
  }

  /** Starts a new sum. */
  public void zero() {
    try (TensorScope scope = new TensorScope()) {
      sum.zero_();
    }
  }

  @Override
  public void close() {
    sum.close();
  }
}
