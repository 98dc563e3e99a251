package io.didact.tensor;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A rank that is a thread of this process, with collective operations over shared memory that sum
 * in the order of the ranks.
 *
 * @param worker which of the threads
 */
public record ThreadRank(Worker worker) implements ProcessGroup {
  /**
   * Does {@code work} on each of so many ranks at once. What one fails with, this throws; so it
   * does where one is done while others wait for it.
   */
  public static <T> List<T> each(int size, Function<ProcessGroup, T> work) {
    try (Workers threads = new Workers(size)) {
      return threads.inStep(
          worker -> {
            T result = work.apply(new ThreadRank(worker));
            worker.allGather("is done", ThreadRank::alike);
            return result;
          });
    }
  }

  @Override
  public int rank() {
    return worker.index();
  }

  @Override
  public int size() {
    return worker.count();
  }

  @Override
  public void allReduce(Tensor tensor) {
    become(tensor, tensor, ThreadRank::sum);
  }

  @Override
  public void reduceScatter(Tensor all, Tensor own) {
    requireShard(own, all);
    long start = start(all.elements(), rank());
    become(own, all, each -> sum(each).narrow(0, start, own.elements()));
  }

  @Override
  public void allGather(Tensor own, Tensor all) {
    requireShard(own, all);
    become(all, own, each -> Tensor.cat(each, 0));
  }

  @Override
  public void broadcast(Tensor tensor, int root) {
    requireRank(root);
    become(tensor, tensor, each -> alike(each).get(root).copy());
  }

  @Override
  public void barrier() {
    worker.allGather("barrier", ThreadRank::alike);
  }

  /** The target is written once all have read what all have. */
  private void become(Tensor target, Tensor own, Function<List<Tensor>, Tensor> read) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      target.copy_(worker.allGather(own, read));
    }
  }

  private static Tensor sum(List<Tensor> all) {
    Tensor sum = alike(all).get(0).copy();
    all.subList(1, all.size()).forEach(sum::add_);
    return sum;
  }

  private static <T> List<T> alike(List<T> all) {
    List<String> kinds = List.<Object>copyOf(all).stream().map(Object::toString).toList();
    if (Set.copyOf(kinds).size() > 1) {
      throw new IllegalArgumentException("the ranks came with different things: " + kinds);
    }
    return all;
  }
}
