package io.didact.tensor;

import java.util.List;
import java.util.function.IntFunction;

/**
 * A row of numbers of which a rank may have a part of every run; a file has all of them.
 *
 * @param parts this rank's, by run
 * @param places room for all of a run, good until the next one is asked for
 */
public record ShardedRow(Partition partition, List<Tensor> parts, IntFunction<Tensor> places) {
  /** One that this rank has all of. */
  public static ShardedRow whole(Tensor row) {
    return new ShardedRow(
        Partition.ofOneRun(ProcessGroup.single(), row.elements()), List.of(row), run -> row);
  }

  public DType dtype() {
    return parts.get(0).dtype();
  }

  /** All of a run; the ranks that share it come here together. */
  public Tensor gathered(int run) {
    Tensor part = parts.get(run);
    if (partition.ranks().size() == 1) {
      return part;
    }
    Tensor whole = places.apply(run);
    partition.ranks().allGather(part, whole);
    return whole;
  }

  /** Gives the others all of this rank's parts, as they ask for runs in their order. */
  public void send() {
    for (int run = 0; run < partition.runs(); run++) {
      try (TensorScope scope = new TensorScope()) {
        gathered(run);
      }
    }
  }
}
