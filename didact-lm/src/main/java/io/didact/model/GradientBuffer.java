package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of all weights of one lane [size], summed in at least 32 bits.
 *
 * <p>libtorch leaves gradients in the weights' own type. With 16-bit weights each backward pass
 * therefore writes into a 16-bit buffer, and {@link #collect} adds that to the sum: what is small
 * against the sum of many passes is not rounded away.
 */
public final class GradientBuffer implements AutoCloseable {
  private final Tensor sum;
  private final @Nullable Tensor pass;

  /** All zero. */
  public GradientBuffer(Parameters parameters) {
    DType dtype = parameters.flat().dtype();
    boolean narrow = dtype.bytes() < 4;
    sum = Tensor.zeros(narrow ? DType.FLOAT32 : dtype, parameters.size()).owned();
    pass = narrow ? Tensor.zeros(dtype, parameters.size()).owned() : null;
  }

  /** The sum [size], complete after {@link #collect}. */
  public Tensor sum() {
    return sum;
  }

  /** Where a backward pass leaves its gradients [size], in the weights' type. */
  Tensor pass() {
    return pass == null ? sum : pass;
  }

  /** Ends a backward pass. */
  public void collect() {
    if (pass != null) {
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off()) {
        sum.add_(pass);
        pass.zero_();
      }
    }
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
    if (pass != null) {
      pass.close();
    }
  }
}
