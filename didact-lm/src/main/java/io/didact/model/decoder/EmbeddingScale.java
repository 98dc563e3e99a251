package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;

/** What the rows of the embedding are multiplied by. */
public sealed interface EmbeddingScale {
  /** Nothing. */
  EmbeddingScale NONE = new Factor(1);

  /**
   * The number itself.
   *
   * @param width d, of a row
   * @param dtype of the rows
   */
  double of(int width, DType dtype);

  /**
   * A given number.
   *
   * @param value finite
   */
  record Factor(double value) implements EmbeddingScale {
    @Override
    public double of(int width, DType dtype) {
      return value;
    }
  }

  /** √d, rounded to the rows' type: in bfloat16 √640 is 25.25. */
  record RootOfWidth() implements EmbeddingScale {
    @Override
    public double of(int width, DType dtype) {
      try (TensorScope scope = new TensorScope()) {
        return Tensor.ofDoubles(new double[] {Math.sqrt(width)}, 1).to(dtype).item();
      }
    }
  }
}
