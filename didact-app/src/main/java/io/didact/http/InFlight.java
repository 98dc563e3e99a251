package io.didact.http;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does several things at once, each in a thread that waits for a server. */
public final class InFlight {
  /** How often a stop is looked for while nothing comes. */
  private static final long LOOK_MILLIS = 100;

  private InFlight() {}

  /** What becomes of results; called by the thread that asked for them all. */
  public interface Results<T> {
    void take(T result) throws IOException;

    /** Nothing has come for a while. What this throws ends the rest. */
    default void idle() throws IOException {}

    /** What has come beside a failure or a stop, and is not lost. */
    default void late(T result) throws IOException {}
  }

  /**
   * Does them all, in any order; the first failure ends the rest.
   *
   * @param most at once, at least 1
   * @throws ExecutionException with what failed
   * @throws IOException what the results threw
   */
  public static <T> void all(int most, List<? extends Callable<T>> tasks, Results<T> results)
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, Math.min(most, tasks.size())));
    CompletionService<T> asked = new ExecutorCompletionService<>(threads);
    try {
      tasks.forEach(task -> asked.submit(task));
      for (int taken = 0; taken < tasks.size(); ) {
        Future<T> next = asked.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (next == null) {
          results.idle();
        } else {
          results.take(next.get());
          taken++;
        }
      }
    } finally {
      threads.shutdownNow();
      takeTheRest(asked, results);
    }
  }

  private static <T> void takeTheRest(CompletionService<T> asked, Results<T> results)
      throws IOException {
    for (Future<T> next = asked.poll(); next != null; next = asked.poll()) {
      try {
        results.late(next.get());
      } catch (InterruptedException | ExecutionException e) {
        // one failure is told of
      }
    }
  }
}
