package io.didact.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;

/**
 * Where the lanes of one piece of work wait for one another. A lane that fails {@linkplain #end
 * ends} it, and the others fail where they wait.
 *
 * <p>Waiting goes on through interrupts: a lane that left would take tensors with it that others
 * read. It ends with the work of the other lanes, which are interrupted too.
 */
final class Meeting {
  private final int lanes;
  private final Phaser phaser;
  private final Object[] brought;

  Meeting(int lanes) {
    this.lanes = lanes;
    this.phaser = new Phaser(lanes);
    this.brought = new Object[lanes];
  }

  int lanes() {
    return lanes;
  }

  /** Waits for all; must be followed by {@link #part}. */
  <T> List<T> gather(int lane, T own) {
    brought[lane] = own;
    await();
    List<T> all = new ArrayList<>();
    for (Object each : brought) {
      @SuppressWarnings("unchecked") // all lanes run the same code
      T value = (T) each;
      all.add(value);
    }
    return all;
  }

  /** Waits until all have read what they gathered. */
  void part() {
    await();
  }

  /** Called by a lane that will not come again, since it failed. */
  void end() {
    phaser.forceTermination();
  }

  private void await() {
    if (phaser.awaitAdvance(phaser.arrive()) < 0) {
      throw new Abandoned();
    }
  }

  /** What a lane fails with because another has failed. */
  static final class Abandoned extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Abandoned() {
      super("another lane has failed");
    }
  }
}
