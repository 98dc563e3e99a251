package io.didact.model.decoder;

import io.didact.tensor.PackedMatrix;
import io.didact.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** x·Wᵀ + b, for x [rows, in]. */
sealed interface Linear permits Linear.Dense, Linear.Packed, AdaptedLinear {
  /** b [out]; null where there is none. */
  @Nullable Tensor bias();

  /** [rows, out]. */
  Tensor of(Tensor x);

  /** {@code addend} [rows, out] and {@link #of} x. */
  Tensor plus(Tensor addend, Tensor x);

  /**
   * The gradient by x; those of the weights that change are left to be added.
   *
   * @param x what was multiplied [rows, in]
   * @param gradient by the result [rows, out]
   * @return [rows, in]
   * @throws IllegalStateException where nothing of this can be trained
   */
  Tensor backward(PendingGradients pending, Tensor x, Tensor gradient);

  /** {@link #backward} of no rows. */
  void backwardOfNone(PendingGradients pending);

  /**
   * Over the weights where they lie; what training needs.
   *
   * @param weight W [out, in]
   * @param sums to add gradients into; null where the weights do not change
   */
  record Dense(Tensor weight, @Nullable Tensor bias, @Nullable GradientSums sums)
      implements Linear {
    @Override
    public Tensor of(Tensor x) {
      return x.linear(weight, bias);
    }

    @Override
    public Tensor plus(Tensor addend, Tensor x) {
      return bias == null ? addend.addmm(x, weight.transpose(0, 1)) : addend.add(of(x));
    }

    @Override
    public Tensor backward(PendingGradients pending, Tensor x, Tensor gradient) {
      if (sums != null) {
        pending.product(sums, x, gradient);
      }
      return gradient.matmul(weight);
    }

    @Override
    public void backwardOfNone(PendingGradients pending) {
      if (sums != null) {
        pending.product(
            sums,
            Tensor.empty(weight.dtype(), 0, weight.size(1)),
            Tensor.empty(weight.dtype(), 0, weight.size(0)));
      }
    }
  }

  /** Over a copy of the weights, which is faster for few rows; for many, over those themselves. */
  record Packed(PackedMatrix weight, Linear plain) implements Linear {
    /** With more rows the copy is no faster. */
    private static final int MOST_ROWS = 64;

    @Override
    public @Nullable Tensor bias() {
      return plain.bias();
    }

    @Override
    public Tensor of(Tensor x) {
      return x.size(0) > MOST_ROWS ? plain.of(x) : weight.product(x, plain.bias());
    }

    @Override
    public Tensor plus(Tensor addend, Tensor x) {
      return x.size(0) > MOST_ROWS ? plain.plus(addend, x) : weight.sum(addend, x, plain.bias());
    }

    @Override
    public Tensor backward(PendingGradients pending, Tensor x, Tensor gradient) {
      throw new IllegalStateException("packed weights are for inference");
    }

    @Override
    public void backwardOfNone(PendingGradients pending) {
      throw new IllegalStateException("packed weights are for inference");
    }
  }
}
