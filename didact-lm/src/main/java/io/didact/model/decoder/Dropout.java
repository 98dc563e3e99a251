package io.didact.model.decoder;

import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;

/**
 * Dropout (Srivastava et al. 2014) of what a matrix is multiplied by: each number is left out with
 * probability p, the others are divided by 1 − p. What is left out follows from the seed, the
 * update, the ids of the sequence up to the row, the matrix and the column: a pass that is made
 * again leaves out the same, and so does one with other sequences beside.
 *
 * <p>One for each decoder.
 */
public final class Dropout {
  /** Numbers that are drawn at once: 4 MiB. */
  private static final int DRAWN_AT_ONCE = 1 << 20;

  /** A hash serves so many columns, with 16 bits each. */
  private static final int COLUMNS = 4;

  private static final int BITS = 16;

  private final long leftOut;
  private final float scale;
  private final Draws draws;
  private long[] rows = new long[0];

  /** What draws follow from, beside what is read: one for all decoders of a model. */
  public static final class Draws {
    private final long seed;
    private volatile long current;

    public Draws(long seed) {
      this.seed = mixed(seed);
      beginUpdate(0);
    }

    /** Draws anew from here on. */
    public void beginUpdate(long number) {
      current = mixed(seed + number);
    }
  }

  /**
   * @param probability p in [0, 1), met to 1/65,536
   */
  public Dropout(double probability, Draws draws) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), was " + probability);
    }
    this.leftOut = Math.round(probability * (1 << BITS));
    this.scale = (float) (1 / (1 - (double) leftOut / (1 << BITS)));
    this.draws = draws;
  }

  /**
   * Begins a pass.
   *
   * @param prefixes [rows] hashes of what each row's sequence is up to it
   */
  void begin(long[] prefixes) {
    long current = draws.current;
    rows = new long[prefixes.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = mixed(current ^ prefixes[i]);
    }
  }

  /**
   * x without what is left out of it.
   *
   * @param matrix its number
   * @param x [rows, columns] of the pass that has begun
   */
  Tensor of(int matrix, Tensor x) {
    if (x.size(0) != rows.length) {
      throw new IllegalStateException(
          x.size(0) + " rows in a pass that began with " + rows.length);
    }
    Tensor kept = Tensor.empty(x.dtype(), x.shape());
    int columns = Math.toIntExact(x.size(1));
    int atOnce = Math.max(1, DRAWN_AT_ONCE / columns);
    for (int from = 0; from < rows.length; from += atOnce) {
      try (TensorScope scope = new TensorScope()) {
        int count = Math.min(atOnce, rows.length - from);
        Tensor mask = Tensor.ofFloats(mask(matrix, from, count, columns), count, columns);
        kept.narrow(0, from, count).product_(x.narrow(0, from, count), mask.to(x.dtype()));
      }
    }
    return kept;
  }

  /** 0 or 1/(1 − p) for each number of some rows. */
  private float[] mask(int matrix, int from, int count, int columns) {
    float[] mask = new float[count * columns];
    for (int row = 0; row < count; row++) {
      long state = mixed(rows[from + row] + matrix);
      for (int column = 0; column < columns; column += COLUMNS) {
        long bits = mixed(state + column);
        int end = Math.min(columns, column + COLUMNS);
        for (int i = column; i < end; i++) {
          mask[row * columns + i] = (bits & ((1 << BITS) - 1)) < leftOut ? 0 : scale;
          bits >>>= BITS;
        }
      }
    }
    return mask;
  }

  /** SplitMix64's step and finaliser: every bit of the result depends on every bit of the value. */
  static long mixed(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
