package io.didact.model.decoder;

import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;

/**
 * The gradient of all weights, one for all workers, summed in at least 32 bits: what is small
 * against the sum of many passes is not rounded away. It lies like the weights.
 */
public final class GradientBuffer implements AutoCloseable {
  private final Tensor sum;

  /** All zero. */
  public GradientBuffer(Parameters parameters) {
    this(parameters.flat());
  }

  /**
   * All zero.
   *
   * @param weights [size]
   */
  public GradientBuffer(Tensor weights) {
    sum = Tensor.zeros(weights.dtype().wide(), weights.elements()).owned();
  }

  /** The sum [size]. */
  public Tensor sum() {
    return sum;
  }

  /** Where the gradient of a weight is summed. */
  Tensor view(ParameterLayout.Leaf leaf) {
    return view(leaf.offset(), leaf.shape());
  }

  Tensor view(long offset, long... shape) {
    return Parameters.viewOf(sum, offset, shape);
  }

  /** Starts a new sum in one of {@code parts} equal parts. */
  public void zero(int part, int parts) {
    try (TensorScope scope = new TensorScope()) {
      long start = sum.elements() * part / parts;
      sum.narrow(0, start, sum.elements() * (part + 1) / parts - start).zero_();
    }
  }

  @Override
  public void close() {
    sum.close();
  }
}
