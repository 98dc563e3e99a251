package io.didact.bench;

import io.didact.tensor.DType;
import io.didact.tensor.Device;
import io.didact.tensor.RandomNumbers;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;

/** How fast a machine multiplies large matrices: what no job can exceed. */
public final class GemmPeak {
  /** Of a GPU, which wants large operations. */
  private static final int LARGE = 8192;

  private static final int SIZE = 1024;
  private static final int PRODUCTS = 4;
  private static final int ROUNDS = 6;

  private GemmPeak() {}

  /**
   * The best of a few rounds in which every worker multiplies matrices of 1,024 · 1,024 (on a GPU
   * 8,192 · 8,192), all workers at the same time; the first round warms up.
   *
   * @return FLOP/s of all workers together
   */
  public static double measure(Workers workers, DType dtype) {
    try (TensorScope scope = new TensorScope();
        RandomNumbers random = new RandomNumbers(1)) {
      int size = Device.current() == Device.CPU ? SIZE : LARGE;
      Tensor rows = square(random, size, dtype);
      Tensor weight = square(random, size, dtype);
      round(workers, rows, weight);
      double best = 0;
      for (int round = 1; round < ROUNDS; round++) {
        long start = System.nanoTime();
        round(workers, rows, weight);
        double seconds = (System.nanoTime() - start) * 1e-9;
        double flops = 2.0 * size * size * size * PRODUCTS * workers.size();
        best = Math.max(best, flops / seconds);
      }
      return best;
    }
  }

  private static void round(Workers workers, Tensor rows, Tensor weight) {
    workers.onEach(
        worker -> {
          for (int i = 0; i < PRODUCTS; i++) {
            try (TensorScope scope = new TensorScope()) {
              rows.linear(weight, null);
            }
          }
          return worker;
        });
    Device.current().finish();
  }

  private static Tensor square(RandomNumbers random, int size, DType dtype) {
    Tensor host = random.normal(1, (long) size * size).view(size, size);
    return Tensor.empty(dtype, size, size).copy_(host);
  }
}
