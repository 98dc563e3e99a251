package io.didact.tensor;

import java.util.List;
import java.util.function.Function;

/**
 * One of the threads that do a piece of work together, each a part of it ({@link Workers#inStep}).
 * What one has and the others need they {@link #share}, as processes of a cluster do in collective
 * operations.
 */
public final class Lane {
  private final int index;
  private final Meeting meeting;

  Lane(int index, Meeting meeting) {
    this.index = index;
    this.meeting = meeting;
  }

  /** The only lane of its work: it waits for nobody. */
  public static Lane alone() {
    return new Lane(0, new Meeting(1));
  }

  /** From 0. */
  public int index() {
    return index;
  }

  /** How many there are. */
  public int count() {
    return meeting.lanes();
  }

  /**
   * Waits until every lane has come here, each with a value of its own, reads all of them, and
   * waits until every lane has: a tensor that was shared may be freed after this. Lanes must come
   * here equally often.
   *
   * @param own what this lane has
   * @param read takes what each lane has, in the order of the lanes. It must not share
   */
  public <T, R> R share(T own, Function<List<T>, R> read) {
    List<T> all = meeting.gather(index, own);
    try {
      return read.apply(all);
    } finally {
      meeting.part();
    }
  }

  /** What each lane has, in their order, for values that nobody frees. */
  public <T> List<T> share(T own) {
    return share(own, all -> all);
  }
}
