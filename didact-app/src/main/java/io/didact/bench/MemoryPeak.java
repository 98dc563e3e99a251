package io.didact.bench;

import io.didact.tensor.DType;
import io.didact.tensor.Device;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;

/** How fast a machine reads its memory: what bounds writing token by token. */
public final class MemoryPeak {
  /** 256 MiB in all, more than caches hold. */
  private static final long ELEMENTS = 1L << 26;

  /** 4 GiB: a GPU reads 256 MiB before the next operation comes. */
  private static final long ON_GPU = 1L << 30;

  private static final int BYTES = 4;
  private static final int ROUNDS = 5;

  private MemoryPeak() {}

  /**
   * The best of a few rounds in which every worker sums numbers of its own, all at the same time;
   * the first round warms up.
   *
   * @return bytes/s of all workers together
   */
  public static double measure(Workers workers) {
    long elements = Device.current() == Device.CPU ? ELEMENTS : ON_GPU;
    long each = elements / workers.size();
    try (TensorScope scope = new TensorScope()) {
      Tensor numbers = Tensor.zeros(DType.FLOAT32, each * workers.size());
      double best = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        workers.onEach(
            worker -> {
              try (TensorScope inner = new TensorScope()) {
                numbers.narrow(0, worker * each, each).sum().item();
              }
              return worker;
            });
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (round > 0) {
          best = Math.max(best, each * workers.size() * (double) BYTES / seconds);
        }
      }
      return best;
    }
  }
}
