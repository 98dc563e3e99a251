package io.didact.tensor;

import java.util.List;

/**
 * How ranks share out what lies in one row: it is cut into runs, and each rank has its part of
 * every run. A rank's parts of all runs, one after another, are a row of its own.
 *
 * @param ranks who shares; {@link ProcessGroup#single} where nothing is shared out
 * @param ends of the runs, ascending
 */
public record Partition(ProcessGroup ranks, List<Long> ends) {
  public Partition {
    ends = List.copyOf(ends);
  }

  /** One run: a rank's part is a run of the row, too. */
  public static Partition ofOneRun(ProcessGroup ranks, long size) {
    return new Partition(ranks, List.of(size));
  }

  /** How many runs there are. */
  public int runs() {
    return ends.size();
  }

  /** Elements of all. */
  public long size() {
    return ends.get(runs() - 1);
  }

  private long start(int run) {
    return run == 0 ? 0 : ends.get(run - 1);
  }

  private long length(int run) {
    return ends.get(run) - start(run);
  }

  /** Where this rank's part of a run begins in the row of all. */
  public long startOfOwn(int run) {
    return start(run) + ranks.start(length(run), ranks.rank());
  }

  private long lengthOfOwn(int run) {
    return lengthOfPart(length(run));
  }

  private long lengthOfPart(long length) {
    return ranks.start(length, ranks.rank() + 1) - ranks.start(length, ranks.rank());
  }

  /** Elements of this rank's parts of the runs before one; of all its parts for {@link #runs}. */
  public long ownBefore(int run) {
    long sum = 0;
    for (int each = 0; each < run; each++) {
      sum += lengthOfOwn(each);
    }
    return sum;
  }

  /**
   * A run.
   *
   * @param all [size]
   */
  public Tensor run(Tensor all, int run) {
    return all.narrow(0, start(run), length(run));
  }

  /**
   * This rank's part of a run.
   *
   * @param all [the run's length]
   */
  public Tensor part(Tensor all) {
    return all.narrow(0, ranks.start(all.elements(), ranks.rank()), lengthOfPart(all.elements()));
  }

  /**
   * This rank's part of a run.
   *
   * @param own [{@code ownBefore(runs())}] its parts of all runs
   */
  public Tensor own(Tensor own, int run) {
    return own.narrow(0, ownBefore(run), lengthOfOwn(run));
  }
}
