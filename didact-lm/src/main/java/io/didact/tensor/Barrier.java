package io.didact.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;

/**
 * Where the workers of one piece of work wait for one another. A worker that fails {@linkplain #end
 * ends} it, and the others fail where they wait.
 *
 * <p>Waiting goes on through interrupts: a worker that left would take tensors with it that others
 * read. It ends with the work of the other workers, which are interrupted too.
 */
final class Barrier {
  private final int size;
  private final Phaser phaser;
  private final Object[] brought;

  Barrier(int size) {
    this.size = size;
    this.phaser = new Phaser(size);
    this.brought = new Object[size];
  }

  int size() {
    return size;
  }

  /** Waits for all; must be followed by {@link #leave}. */
  <T> List<T> gather(int worker, T own) {
    brought[worker] = own;
    await();
    List<T> all = new ArrayList<>();
    for (Object each : brought) {
      @SuppressWarnings("unchecked") // all workers run the same code
      T value = (T) each;
      all.add(value);
    }
    return all;
  }

  /** Waits until all have read what they gathered. */
  void leave() {
    await();
  }

  /** Called by a worker that will not come again, since it failed. */
  void end() {
    phaser.forceTermination();
  }

  private void await() {
    if (phaser.awaitAdvance(phaser.arrive()) < 0) {
      throw new Abandoned();
    }
  }

  /** What a worker fails with because another has failed. */
  static final class Abandoned extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Abandoned() {
      super("another worker has failed");
    }
  }
}
