package io.didact.tensor;

import java.util.ArrayList;
import java.util.List;

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
          fill(norms, flat, worker, workers.size());
          return worker;
        });
    return root(norms);
  }

  /** On the calling thread. */
  static double of(Tensor flat) {
    double[] norms = new double[blocks(flat)];
    fill(norms, flat, 0, 1);
    return root(norms);
  }

  private static int blocks(Tensor flat) {
    return Math.toIntExact((flat.elements() + BLOCK - 1) / BLOCK);
  }

  /**
   * The norms of every {@code step}-th block. They are read together, since a GPU waits for each
   * reading, and those that float32 cannot hold once more.
   */
  private static void fill(double[] norms, Tensor flat, int first, int step) {
    try (TensorScope scope = new TensorScope()) {
      List<Integer> own = new ArrayList<>();
      List<Tensor> sums = new ArrayList<>();
      for (int block = first; block < norms.length; block += step) {
        own.add(block);
        sums.add(inRows(flat, block));
      }
      double[] read = read(sums);
      List<Integer> odd = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        double all = Math.hypot(read[2 * i], read[2 * i + 1]);
        norms[own.get(i)] = all;
        if (!(all > SMALL && all < LARGE)) {
          odd.add(own.get(i));
        }
      }
      double[] exact = read(odd.stream().map(block -> inDouble(flat, block)).toList());
      for (int i = 0; i < exact.length; i++) {
        norms[odd.get(i)] = exact[i];
      }
    }
  }

  private static double[] read(List<Tensor> all) {
    return all.isEmpty() ? new double[0] : Tensor.cat(all, 0).toDoubles();
  }

  /** [2] of a block's whole rows, and of what is left. */
  private static Tensor inRows(Tensor flat, int block) {
    try (TensorScope scope = new TensorScope()) {
      Tensor part = part(flat, block);
      long length = part.elements();
      long rows = length / ROW;
      Tensor whole = wide(part.narrow(0, 0, rows * ROW).view(rows, ROW).rowNorms());
      Tensor rest = wide(part.narrow(0, rows * ROW, length - rows * ROW));
      return scope.keep(Tensor.cat(List.of(whole, rest), 0));
    }
  }

  /** [1] */
  private static Tensor inDouble(Tensor flat, int block) {
    try (TensorScope scope = new TensorScope()) {
      return scope.keep(wide(part(flat, block)));
    }
  }

  private static Tensor part(Tensor flat, int block) {
    long start = (long) block * BLOCK;
    return flat.narrow(0, start, Math.min(BLOCK, flat.elements() - start));
  }

  /** [1] all in double. */
  private static Tensor wide(Tensor vector) {
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
