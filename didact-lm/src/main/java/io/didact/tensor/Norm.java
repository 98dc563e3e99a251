package io.didact.tensor;

/**
 * The 2-norm of very many numbers: √Σx². A sum of 10⁸ squares in float32 loses percents, so only
 * rows of {@link #ROW} numbers are summed there. Rows come together in double, in blocks of a fixed
 * size, and the blocks in their order: neither how many workers there are nor how long the vector
 * is changes what a row or a block gives.
 */
public final class Norm {
  /** Their sum in float32 is right to 4·10⁻⁷. */
  private static final int ROW = 512;

  private static final int BLOCK = ROW << 12;

  /** Beyond these the squares of a row leave what float32 can hold. */
  private static final double LARGE = 1e18;

  private static final double SMALL = 1e-15;

  private Norm() {}

  /** The blocks are shared out to the workers. */
  public static double of(Tensor flat, Workers workers) {
    double[] norms = new double[blocks(flat)];
    workers.onEach(
        worker -> {
          for (int block = worker; block < norms.length; block += workers.size()) {
            norms[block] = block(flat, block);
          }
          return worker;
        });
    return root(norms);
  }

  /** On the calling thread. */
  static double of(Tensor flat) {
    double[] norms = new double[blocks(flat)];
    for (int block = 0; block < norms.length; block++) {
      norms[block] = block(flat, block);
    }
    return root(norms);
  }

  private static int blocks(Tensor flat) {
    return Math.toIntExact((flat.elements() + BLOCK - 1) / BLOCK);
  }

  private static double block(Tensor flat, int block) {
    try (TensorScope scope = new TensorScope()) {
      long start = (long) block * BLOCK;
      long length = Math.min(BLOCK, flat.elements() - start);
      long rows = length / ROW;
      Tensor part = flat.narrow(0, start, length);
      double norm = wide(part.narrow(0, 0, rows * ROW).view(rows, ROW).rowNorms());
      double all = Math.hypot(norm, wide(part.narrow(0, rows * ROW, length - rows * ROW)));
      return all > SMALL && all < LARGE ? all : wide(part);
    }
  }

  /** All in double. */
  private static double wide(Tensor vector) {
    return vector.to(DType.FLOAT64).vectorNorm();
  }

  private static double root(double[] norms) {
    double squares = 0;
    for (double each : norms) {
      squares += each * each;
    }
    return Math.sqrt(squares);
  }
}
