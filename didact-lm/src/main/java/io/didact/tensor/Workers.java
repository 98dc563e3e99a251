package io.didact.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.openblas.global.openblas_full;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of workers, each a thread of this pool that computes alone: libtorch's own threads
 * and those of OpenBLAS are off, the latter for the whole process.
 *
 * <p>Worker i always does the work given for i, so results depend on the number of workers and not
 * on timing. The caller only waits; work must not ask for workers of the same pool. Workers compute
 * on the {@link Device} that is in force where the pool is made.
 */
public final class Workers implements AutoCloseable {
  static {
    Libtorch.load();
    openblas_full.openblas_set_num_threads(1);
    // Of the caller's thread too: what it sums must not depend on the number of cores.
    torch.set_num_threads(1);
  }

  private final int size;
  private final Device device;
  private final ExecutorService threads;

  /**
   * @param size at least 1
   */
  public Workers(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("workers must be ≥ 1, was " + size);
    }
    this.size = size;
    this.device = Device.current();
    this.threads =
        Executors.newFixedThreadPool(
            size,
            task -> {
              Thread thread = new Thread(() -> runSingleThreaded(task), "didact-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  public int size() {
    return size;
  }

  /** Where they compute. */
  public Device device() {
    return device;
  }

  /**
   * Does {@code work} once for each worker and waits for all to end, whatever happens: no worker
   * still uses a tensor when this returns or throws.
   *
   * @return the results, in the order of the workers
   * @throws RuntimeException what the first failing worker threw
   * @throws CancellationException where the caller was interrupted; the workers were interrupted
   *     too
   */
  public <T> List<T> onEach(IntFunction<T> work) {
    return onEach(work, () -> {});
  }

  /**
   * @param failed is run by a worker that fails, at once
   */
  private <T> List<T> onEach(IntFunction<T> work, Runnable failed) {
    WorkerInterrupt interrupt = new WorkerInterrupt();
    @Nullable Transfers counting = Transfers.current();
    List<Future<T>> running =
        IntStream.range(0, size)
            .mapToObj(
                worker ->
                    threads.submit(
                        () -> {
                          try {
                            return interrupt.during(() -> onDevice(counting, work, worker));
                          } catch (RuntimeException | Error e) {
                            failed.run();
                            throw e;
                          }
                        }))
            .toList();
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    for (Future<T> future : running) {
      try {
        results.add(waitFor(future, interrupt));
      } catch (ExecutionException e) {
        failure = failure == null || failure instanceof Barrier.Abandoned ? e.getCause() : failure;
      }
    }
    if (interrupt.isRequested()) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("interrupted while workers ran");
      cancelled.initCause(failure);
      throw cancelled;
    }
    rethrow(failure);
    return results;
  }

  /**
   * {@link #onEach} for work whose workers {@linkplain Worker#allGather share} what they have on
   * the way. One such work at a time: it needs a thread for each worker.
   */
  public <T> List<T> inStep(Function<Worker, T> work) {
    Barrier barrier = new Barrier(size);
    return onEach(index -> work.apply(new Worker(index, barrier)), barrier::end);
  }

  /**
   * Does work with the threads of all workers at once, by splitting each large operation: for what
   * workers cannot share out, because it is bound by reading weights that each of them would read.
   *
   * @throws RuntimeException what the work threw
   * @throws CancellationException where the caller was interrupted
   */
  public void together(Runnable work) {
    onEach(
        worker -> {
          if (worker == 0) {
            torch.set_num_threads(size);
            try {
              work.run();
            } finally {
              torch.set_num_threads(1);
            }
          }
          return worker;
        });
  }

  private <T> T onDevice(@Nullable Transfers counting, IntFunction<T> work, int worker) {
    try (Device.Scope scope = device.use();
        Transfers.Scope counted = Transfers.countFor(counting)) {
      return work.apply(worker);
    }
  }

  /** Waits through interrupts and hands them on to the workers. */
  private static <T> T waitFor(Future<T> future, WorkerInterrupt interrupt)
      throws ExecutionException {
    while (true) {
      try {
        return future.get();
      } catch (InterruptedException e) {
        interrupt.request();
      }
    }
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  private static void runSingleThreaded(Runnable task) {
    torch.set_num_threads(1);
    task.run();
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
