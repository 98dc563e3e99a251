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
  private final double[] frequencies;
  private final double factor;
  private final boolean whole;
  private final DType dtype;
  private Tensor cos;
  private Tensor sin;
  private int length;

  /**
   * @param headDim width of a head, of which the rotary's width is the first part
   */
  Rope(Rotary rotary, int headDim, DType dtype) {
    this.dtype = dtype;
    frequencies = rotary.frequencies();
    factor = rotary.scaling().attentionFactor();
    whole = rotary.width() == headDim;
    length = 256;
    cos = table(length, true);
    sin = table(length, false);
  }

  /**
   * @param positions [tokens], all below {@code end}
   */
  Rotation at(Tensor positions, int end) {
    grow(end);
    Rotation rows =
        new Rotation.Whole(
            cos.indexSelect(0, positions).unsqueeze(1), sin.indexSelect(0, positions).unsqueeze(1));
    return whole ? rows : new Rotation.Part(rows, 2 * frequencies.length);
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
    int half = frequencies.length;
    double[] values = new double[positions * 2 * half];
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < half; i++) {
        double angle = p * frequencies[i];
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
