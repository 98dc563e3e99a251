package io.didact.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.global.torch;

/**
 * A fixed number of lanes, each a thread with one intra-op thread.
 *
 * <p>Lane i always does the work given for i, so results depend on the number of lanes and not on
 * timing. One lane runs on the caller's thread.
 */
public final class Workers implements AutoCloseable {
  private final int lanes;
  private final ExecutorService threads;

  /**
   * @param lanes at least 1
   */
  public Workers(int lanes) {
    if (lanes < 1) {
      throw new IllegalArgumentException("lanes must be ≥ 1, was " + lanes);
    }
    this.lanes = lanes;
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
   * Does {@code work} once for each lane and waits for all.
   *
   * @return the results, in the order of the lanes
   * @throws RuntimeException what the first failing lane threw, after all lanes have ended
   */
  public <T> List<T> onEachLane(IntFunction<T> work) {
    List<Future<T>> running = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      int mine = lane;
      running.add(threads.submit(() -> work.apply(mine)));
    }
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    for (Future<T> future : running) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (InterruptedException e) {
        running.forEach(each -> each.cancel(true));
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while workers ran", e);
      }
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    return results;
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
