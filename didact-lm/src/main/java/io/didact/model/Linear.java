package io.didact.model;

import io.didact.tensor.PackedMatrix;
import io.didact.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** x·Wᵀ + b, for x [rows, in]. */
sealed interface Linear {
  /** b [out], or null. */
  @Nullable Tensor bias();

  /** [rows, out]. */
  Tensor of(Tensor x);

  /** {@code addend} [rows, out] and {@link #of} x. */
  Tensor plus(Tensor addend, Tensor x);

  /** Over the weights where they lie; what training needs. */
  record Dense(Tensor weight, @Nullable Tensor bias) implements Linear {
    @Override
    public Tensor of(Tensor x) {
      return x.linear(weight, bias);
    }

    @Override
    public Tensor plus(Tensor addend, Tensor x) {
      return addend.add(of(x));
    }
  }

  /** Over a copy of the weights, for few rows. */
  record Packed(PackedMatrix weight, @Nullable Tensor bias) implements Linear {
    @Override
    public Tensor of(Tensor x) {
      return weight.product(x, bias);
    }

    @Override
    public Tensor plus(Tensor addend, Tensor x) {
      return weight.sum(addend, x, bias);
    }
  }
}
