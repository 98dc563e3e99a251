package io.didact.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The processes (ranks) that train one model together, and the collective operations among them.
 * Each has all weights and a part of every batch; within it {@link Workers} are its threads.
 *
 * <p>All ranks call the same operations in the same order, with contiguous tensors of the same type
 * and size, on the thread that trains. An operation returns when this rank's tensors may be used
 * again. What all ranks get is the same on all of them to the last bit, and from run to run with as
 * many ranks: checks of it agree without asking. A rank that fails leaves, and the operations of
 * the others throw instead of waiting for it; so they do where tensors of the ranks do not fit.
 */
public interface ProcessGroup {
  /** This process alone. */
  static ProcessGroup single() {
    return SingleProcess.INSTANCE;
  }

  /** Which process this is, from 0. */
  int rank();

  /** How many there are. */
  int size();

  /** Becomes the sum over the ranks. */
  void allReduce(Tensor tensor);

  /**
   * Sums over the ranks, of which each gets a part: rank r the r-th, from {@link #start} on. Parts
   * are as long as one another to within one.
   *
   * @param all [n] what this rank adds
   * @param own [n / size] becomes this rank's part of the sum; may be its part of {@code all}
   * @throws IllegalArgumentException where the sizes or types do not fit
   */
  void reduceScatter(Tensor all, Tensor own);

  /**
   * Brings together what the ranks have, in their order.
   *
   * @param own [n / size] this rank's part, as {@link #reduceScatter} has it; may lie in {@code
   *     all}
   * @param all [n] becomes what all have
   * @throws IllegalArgumentException where the sizes or types do not fit
   */
  void allGather(Tensor own, Tensor all);

  /**
   * Becomes what one rank has.
   *
   * @param root that rank
   * @throws IllegalArgumentException where there is no such rank
   */
  void broadcast(Tensor tensor, int root);

  /** Waits until all ranks have come here. */
  void barrier();

  /** Bytes of tensors that this rank has sent to others so far. */
  default long bytesSent() {
    return 0;
  }

  /** The sums over the ranks of some numbers. Counts are exact up to 2⁵³. */
  default double[] sum(double[] own) {
    try (TensorScope scope = new TensorScope()) {
      Tensor sums = Tensor.ofDoubles(own, own.length);
      allReduce(sums);
      return sums.toDoubles();
    }
  }

  /**
   * What all ranks have, in their order; on all of them.
   *
   * @param own may be of other lengths than the others'
   */
  default List<byte[]> gather(byte[] own) {
    double[] lengths = new double[size()];
    lengths[rank()] = own.length;
    lengths = sum(lengths);
    int longest = (int) Arrays.stream(lengths).max().orElse(0);
    List<byte[]> all = new ArrayList<>();
    try (TensorScope scope = new TensorScope();
        Device.Scope here = Device.CPU.use()) {
      Tensor gathered = Tensor.zeros(DType.UINT8, (long) longest * size());
      allGather(Tensor.ofBytes(Arrays.copyOf(own, longest)), gathered);
      for (int rank = 0; rank < size(); rank++) {
        all.add(
            gathered.narrow(0, (long) longest * rank, (long) lengths[rank]).contiguous().toBytes());
      }
    }
    return all;
  }

  /** The largest of the ranks' numbers. */
  default int most(int own) {
    double[] all = new double[size()];
    all[rank()] = own;
    return (int) Arrays.stream(sum(all)).max().orElse(own);
  }

  /** Whether it is so for any rank. */
  default boolean any(boolean own) {
    return sum(own ? 1 : 0) > 0;
  }

  /** The sum over the ranks of a number. */
  default double sum(double own) {
    return sum(new double[] {own})[0];
  }

  /** This rank's part of what all have alike: a run of it, as long as the others' to within one. */
  default <T> List<T> shard(List<T> all) {
    return all.subList((int) start(all.size(), rank()), (int) start(all.size(), rank() + 1));
  }

  /**
   * Where a rank's part of so many items begins, and that of the rank before it ends.
   *
   * @param rank from 0; {@link #size} for the end of all
   */
  default long start(long items, int rank) {
    return Math.multiplyExact(items, (long) rank) / size();
  }

  /** For implementations: what {@link #allGather} and {@link #reduceScatter} ask of a rank. */
  default void requireShard(Tensor own, Tensor all) {
    boolean flat = own.shape().length == 1 && all.shape().length == 1;
    long part = start(all.elements(), rank() + 1) - start(all.elements(), rank());
    if (!flat || own.dtype() != all.dtype() || own.elements() != part) {
      throw new IllegalArgumentException(
          "%s is not part %d of %d of %s".formatted(own, rank(), size(), all));
    }
  }

  /** For implementations: what {@link #broadcast} asks of a rank. */
  default void requireRank(int root) {
    if (root < 0 || root >= size()) {
      throw new IllegalArgumentException("rank %d of %d".formatted(root, size()));
    }
  }
}
