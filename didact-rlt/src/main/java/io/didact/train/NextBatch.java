package io.didact.train;

import io.didact.rollout.RolloutGroup;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Batches, each sampled when it is asked for, or in a thread of its own while the one before is
 * learned from. What is in flight when training ends or stops is dropped.
 */
final class NextBatch implements AutoCloseable {
  private final IntFunction<List<RolloutGroup>> sampling;
  private final @Nullable ExecutorService thread;
  private @Nullable Future<List<RolloutGroup>> pending;
  private int pendingStep = -1;

  /**
   * @param sampling the batch of a step
   * @param ahead whether the next one may be begun
   */
  NextBatch(IntFunction<List<RolloutGroup>> sampling, boolean ahead) {
    this.sampling = sampling;
    this.thread = ahead ? Executors.newSingleThreadExecutor() : null;
  }

  /** The batch of a step: the one that was begun, or one that is sampled now. */
  List<RolloutGroup> of(int step) {
    if (pending == null || pendingStep != step) {
      return sampling.apply(step);
    }
    List<RolloutGroup> batch = await(pending);
    pending = null;
    return batch;
  }

  /** Begins a batch, with the weights as they are now. */
  void begin(int step) {
    if (thread != null) {
      pendingStep = step;
      pending = thread.submit(() -> sampling.apply(step));
    }
  }

  /** Waits for what was begun, before the sampler's weights may change. */
  void await() {
    if (pending != null) {
      await(pending);
    }
  }

  private static List<RolloutGroup> await(Future<List<RolloutGroup>> pending) {
    try {
      return pending.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException stopped = new InterruptedIOException("was stopped");
      stopped.initCause(e);
      throw new UncheckedIOException(stopped);
    }
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
