package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;

/**
 * Rotary position embedding (Su et al. 2021) in the half-split form of the Llama family.
 *
 * <p>{@code x · cos + roll(x, dh/2) · sin}, where the sign of "rotate half" is folded into the sine
 * table. Tables grow with the positions asked for; a factor of the scaling is in both.
 */
final class Rope implements AutoCloseable {
  private final double[] inverseFrequencies;
  private final double factor;
  private final DType dtype;
  private Tensor cos;
  private Tensor sin;
  private int length;

  Rope(DecoderConfig config, DType dtype) {
    this.dtype = dtype;
    int half = config.headDim() / 2;
    inverseFrequencies = new double[half];
    for (int i = 0; i < half; i++) {
      inverseFrequencies[i] =
          config.ropeScaling().frequency(i, config.ropeTheta(), config.headDim());
    }
    factor = config.ropeScaling().attentionFactor();
    length = 256;
    cos = table(length, true);
    sin = table(length, false);
  }

  /**
   * cos and signed sin of some positions.
   *
   * @param cos [tokens, 1, headDim]
   * @param sin [tokens, 1, headDim]
   */
  record Rows(Tensor cos, Tensor sin) {
    /** Rotates [tokens, heads, headDim]. */
    Tensor rotate(Tensor x) {
      return x.mul(cos).addcmul_(x.rollLast(x.size(2) / 2), sin);
    }

    /** The gradient by x from that by {@link #rotate} x. */
    Tensor backward(Tensor gradient) {
      return gradient.mul(cos).add_(gradient.mul(sin).rollLast(gradient.size(2) / 2));
    }
  }

  /**
   * @param positions [tokens], all below {@code end}
   */
  Rows at(Tensor positions, int end) {
    grow(end);
    return new Rows(
        cos.indexSelect(0, positions).unsqueeze(1), sin.indexSelect(0, positions).unsqueeze(1));
  }

  private void grow(int end) {
    if (end <= length) {
      return;
    }
    close();
    length = Math.max(end, 2 * length);
    cos = table(length, true);
    sin = table(length, false);
  }

  private Tensor table(int positions, boolean cosine) {
    int half = inverseFrequencies.length;
    double[] values = new double[positions * 2 * half];
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < half; i++) {
        double angle = p * inverseFrequencies[i];
        int at = p * 2 * half + i;
        values[at] = factor * (cosine ? Math.cos(angle) : -Math.sin(angle));
        values[at + half] = factor * (cosine ? Math.cos(angle) : Math.sin(angle));
      }
    }
    try (TensorScope scope = new TensorScope()) {
      return Tensor.ofDoubles(values, positions, 2L * half).to(dtype).owned();
    }
  }

  @Override
  public void close() {
    cos.close();
    sin.close();
  }
}
