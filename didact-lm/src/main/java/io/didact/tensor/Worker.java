package io.didact.tensor;

import java.util.List;
import java.util.function.Function;

/**
 * One of the threads that do a piece of work together, each a part of it ({@link Workers#inStep}).
 * What one has and the others need they {@link #allGather}, as processes of a cluster do in
 * collective operations.
 */
public final class Worker {
  private final int index;
  private final Barrier barrier;

  Worker(int index, Barrier barrier) {
    this.index = index;
    this.barrier = barrier;
  }

  /** The only worker of its work: it waits for nobody. */
  public static Worker alone() {
    return new Worker(0, new Barrier(1));
  }

  /** From 0. */
  public int index() {
    return index;
  }

  /** How many there are. */
  public int count() {
    return barrier.size();
  }

  /**
   * Waits until every worker has come here, each with a value of its own, reads all of them, and
   * waits until every worker has: a tensor that was shared may be freed after this. Workers must
   * come here equally often.
   *
   * @param own what this worker has
   * @param read takes what each worker has, in the order of the workers. It must not share
   */
  public <T, R> R allGather(T own, Function<List<T>, R> read) {
    List<T> all = barrier.gather(index, own);
    try {
      return read.apply(all);
    } finally {
      barrier.leave();
    }
  }

  /** What each worker has, in their order, for values that nobody frees. */
  public <T> List<T> allGather(T own) {
    return allGather(own, all -> all);
  }
}
