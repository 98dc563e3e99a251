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
 * A fixed number of lanes, each a thread of this pool that computes alone: libtorch's own threads
 * and those of OpenBLAS are off, the latter for the whole process.
 *
 * <p>Lane i always does the work given for i, so results depend on the number of lanes and not on
 * timing. The caller only waits; work must not ask for lanes of the same pool. Lanes compute on the
 * {@link Device} that is in force where the pool is made.
 */
public final class Workers implements AutoCloseable {
  static {
    Libtorch.load();
    openblas_full.openblas_set_num_threads(1);
    // Of the caller's thread too: what it sums must not depend on the number of cores.
    torch.set_num_threads(1);
  }

  private final int lanes;
  private final Device device;
  private final ExecutorService threads;

  /**
   * @param lanes at least 1
   */
  public Workers(int lanes) {
    if (lanes < 1) {
      throw new IllegalArgumentException("lanes must be ≥ 1, was " + lanes);
    }
    this.lanes = lanes;
    this.device = Device.current();
    this.threads =
        Executors.newFixedThreadPool(
            lanes,
            task -> {
              Thread thread = new Thread(() -> runSingleThreaded(task), "didact-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  public int lanes() {
    return lanes;
  }

  /**
   * Does {@code work} once for each lane and waits for all to end, whatever happens: no lane still
   * uses a tensor when this returns or throws.
   *
   * @return the results, in the order of the lanes
   * @throws RuntimeException what the first failing lane threw
   * @throws CancellationException where the caller was interrupted; the lanes were interrupted too
   */
  public <T> List<T> onEachLane(IntFunction<T> work) {
    return onEachLane(work, () -> {});
  }

  /**
   * @param failed is run by a lane that fails, at once
   */
  private <T> List<T> onEachLane(IntFunction<T> work, Runnable failed) {
    LaneInterrupt interrupt = new LaneInterrupt();
    List<Future<T>> running =
        IntStream.range(0, lanes)
            .mapToObj(
                lane ->
                    threads.submit(
                        () -> {
                          try {
                            return interrupt.during(() -> onDevice(work, lane));
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
        failure = failure == null || failure instanceof Meeting.Abandoned ? e.getCause() : failure;
      }
    }
    if (interrupt.isRequested()) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("interrupted while lanes ran");
      cancelled.initCause(failure);
      throw cancelled;
    }
    rethrow(failure);
    return results;
  }

  /**
   * {@link #onEachLane} for work whose lanes {@linkplain Lane#share share} what they have on the
   * way. One such work at a time: it needs a thread for each lane.
   */
  public <T> List<T> inStep(Function<Lane, T> work) {
    Meeting meeting = new Meeting(lanes);
    return onEachLane(index -> work.apply(new Lane(index, meeting)), meeting::end);
  }

  /**
   * Does work with the threads of all lanes at once, by splitting each large operation: for what
   * lanes cannot share out, because it is bound by reading weights that each of them would read.
   *
   * @throws RuntimeException what the work threw
   * @throws CancellationException where the caller was interrupted
   */
  public void together(Runnable work) {
    onEachLane(
        lane -> {
          if (lane == 0) {
            torch.set_num_threads(lanes);
            try {
              work.run();
            } finally {
              torch.set_num_threads(1);
            }
          }
          return lane;
        });
  }

  private <T> T onDevice(IntFunction<T> work, int lane) {
    try (Device.Scope scope = device.use()) {
      return work.apply(lane);
    }
  }

  /** Waits through interrupts and hands them on to the lanes. */
  private static <T> T waitFor(Future<T> future, LaneInterrupt interrupt)
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
