package io.didact.model;

import io.didact.tensor.PackedMatrix;
import io.didact.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** x·Wᵀ + b, for x [rows, in]. */
sealed interface Linear {
  /** [rows, out]. */
  Tensor of(Tensor x);

  /** {@code addend} [rows, out] and {@link #of} x. */
  Tensor plus(Tensor addend, Tensor x);

  /**
   * Over the weights where they lie; what training needs.
   *
   * @param weight W [out, in]
   * @param weightGradient to add gradients into, in at least 32 bits; null for inference
   * @param biasGradient likewise
   */
  record Dense(
      Tensor weight,
      @Nullable Tensor bias,
      @Nullable Tensor weightGradient,
      @Nullable Tensor biasGradient)
      implements Linear {
    @Override
    public Tensor of(Tensor x) {
      return x.linear(weight, bias);
    }

    @Override
    public Tensor plus(Tensor addend, Tensor x) {
      return bias == null ? addend.addmm(x, weight.transpose(0, 1)) : addend.add(of(x));
    }

    /**
     * The gradient by x; that of weight and bias is left to be added.
     *
     * @param x what was multiplied [rows, in]
     * @param gradient by the result [rows, out]
     * @return [rows, in]
     */
    Tensor backward(PendingGradients pending, Tensor x, Tensor gradient) {
      pending.product(this, x, gradient);
      return gradient.matmul(weight);
    }

    /** Adds the gradients of weight and bias for {@code length} outputs from {@code start} on. */
    void addGradients(Tensor x, Tensor gradient, long start, long length) {
      if (weightGradient == null) {
        throw new IllegalStateException("this decoder has no gradient buffer");
      }
      Tensor by = gradient.narrow(1, start, length);
      Tensor sum = weightGradient.narrow(0, start, length);
      if (sum.dtype() == by.dtype()) {
        sum.addTransposedProduct_(by, x);
      } else {
        // The product is rounded to 16 bits once, the sum over passes is not.
        sum.add_(by.transpose(0, 1).matmul(x));
      }
      if (biasGradient != null) {
        biasGradient.narrow(0, start, length).add_(by.sum(0, biasGradient.dtype()));
      }
    }

    /** {@link #backward} of no rows. */
    void backwardOfNone(PendingGradients pending) {
      pending.product(
          this,
          Tensor.empty(weight.dtype(), 0, weight.size(1)),
          Tensor.empty(weight.dtype(), 0, weight.size(0)));
    }
  }

  /** Over a copy of the weights, which is faster for few rows; for many, over those themselves. */
  record Packed(PackedMatrix weight, Dense plain) implements Linear {
    /** With more rows the copy is no faster. */
    private static final int MOST_ROWS = 64;

    @Override
    public Tensor of(Tensor x) {
      return x.size(0) > MOST_ROWS ? plain.of(x) : weight.product(x, plain.bias);
    }

    @Override
    public Tensor plus(Tensor addend, Tensor x) {
      return x.size(0) > MOST_ROWS ? plain.plus(addend, x) : weight.sum(addend, x, plain.bias);
    }
  }

  /** The weights where they lie, which alone can be trained. */
  static Dense dense(Linear linear) {
    if (linear instanceof Dense dense) {
      return dense;
    }
    throw new IllegalStateException("packed weights are for inference");
  }
}
