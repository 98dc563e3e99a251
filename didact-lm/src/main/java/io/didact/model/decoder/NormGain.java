package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;

/** What a norm multiplies by, given its weight w. */
public enum NormGain {
  /** w. */
  WEIGHT(1) {
    @Override
    Tensor of(Tensor weight) {
      return weight;
    }

    @Override
    Tensor norm(Tensor x, Tensor weight, double epsilon) {
      return x.rmsNorm(weight, epsilon);
    }
  },
  /** 1 + w, summed in at least 32 bits: in 16 bits the sum would lose w's. */
  ONE_PLUS_WEIGHT(0) {
    @Override
    Tensor of(Tensor weight) {
      return weight.add(1.0);
    }

    @Override
    Tensor norm(Tensor x, Tensor weight, double epsilon) {
      DType wide = x.dtype().bytes() < 4 ? DType.FLOAT32 : x.dtype();
      return x.to(wide).rmsNorm(of(weight.to(wide)), epsilon).to(x.dtype());
    }
  };

  /** The weight that leaves the norm's result as it is. */
  final double neutral;

  NormGain(double neutral) {
    this.neutral = neutral;
  }

  /**
   * @param weight w in at least 32 bits
   */
  abstract Tensor of(Tensor weight);

  /** x / √(mean(x²) + ε), multiplied, over the last dimension; of x's type. */
  abstract Tensor norm(Tensor x, Tensor weight, double epsilon);
}
