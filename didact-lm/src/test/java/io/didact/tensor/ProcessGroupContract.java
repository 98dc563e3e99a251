package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link ProcessGroup} keeps to. A test of one names its size and runs its ranks. */
abstract class ProcessGroupContract {
  /** How many ranks there are. */
  abstract int size();

  /**
   * Does the work on each rank at once.
   *
   * @return what came out, by rank
   * @throws RuntimeException what a rank failed with
   */
  abstract <T> List<T> onEachRank(Function<ProcessGroup, T> work);

  /** {@link #onEachRank} where one does not come, so that the others may have to wait. */
  <T> List<T> onEachRankOfSomeThatFail(Function<ProcessGroup, T> work) {
    return onEachRank(work);
  }

  /** {@link #onEachRank} for a work that makes a tensor. */
  private List<double[]> values(Function<ProcessGroup, Tensor> work) {
    return onEachRank(
        group -> {
          try (TensorScope scope = new TensorScope()) {
            return work.apply(group).toDoubles();
          }
        });
  }

  private static Tensor floats(float... values) {
    return Tensor.ofFloats(values, values.length);
  }

  /** 1 + 2 + … + size. */
  private int triangle() {
    return size() * (size() + 1) / 2;
  }

  @Test
  void ranksAreCountedFromZero() {
    assertThat(onEachRank(group -> List.of(group.rank(), group.size())))
        .isEqualTo(IntStream.range(0, size()).mapToObj(rank -> List.of(rank, size())).toList());
  }

  /** Rank r has (r + 1) · (1, 10); a mean would be their size-th part. */
  @Test
  void allReduceSums() {
    List<double[]> sums =
        values(
            group -> {
              Tensor tensor = floats(group.rank() + 1, 10 * (group.rank() + 1));
              group.allReduce(tensor);
              return tensor;
            });
    assertThat(sums).hasSize(size()).containsOnly(new double[] {triangle(), 10.0 * triangle()});
  }

  /** Numbers whose sum depends on the order of its terms, in both types that training sums in. */
  @Test
  void sumsHaveTheSameBitsOnAllRanksAndAgain() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Function<ProcessGroup, Tensor> work =
          group -> {
            double[] random = new SplittableRandom(group.rank()).doubles(10_000, -1, 1).toArray();
            Tensor tensor = Tensor.ofDoubles(random, random.length).to(dtype);
            group.allReduce(tensor);
            return tensor;
          };
      List<double[]> sums = values(work);
      assertThat(sums).hasSize(size()).containsOnly(sums.get(0));
      assertThat(values(work)).containsOnly(sums.get(0));
    }
  }

  /** Rank r adds r + 1 to each of 0, 1, 2, …; rank 1's part of the sums begins with the third. */
  @Test
  void reduceScatterGivesEachRankItsPartOfTheSum() {
    List<double[]> parts =
        values(
            group -> {
              Tensor all = Tensor.arange(2L * size()).to(DType.FLOAT32).add(group.rank() + 1.0);
              Tensor own = floats(-1, -1);
              group.reduceScatter(all, own);
              return own;
            });
    for (int rank = 0; rank < size(); rank++) {
      double first = size() * 2.0 * rank + triangle();
      assertThat(parts.get(rank)).containsExactly(first, first + size());
    }
  }

  @Test
  void allGatherBringsTogetherInTheOrderOfTheRanks() {
    List<double[]> all =
        values(
            group -> {
              Tensor gathered = Tensor.zeros(DType.FLOAT32, 2L * size());
              group.allGather(floats(2 * group.rank(), 2 * group.rank() + 1), gathered);
              return gathered;
            });
    assertThat(all)
        .hasSize(size())
        .containsOnly(IntStream.range(0, 2 * size()).asDoubleStream().toArray());
  }

  /** Scattering and gathering where the parts lie is summing. */
  @Test
  void partsMayLieInTheWhole() {
    List<double[]> sums =
        values(
            group -> {
              Tensor all = Tensor.arange(2L * size()).to(DType.FLOAT32).add(group.rank() + 1.0);
              Tensor own = all.narrow(0, 2L * group.rank(), 2);
              group.reduceScatter(all, own);
              group.allGather(own, all);
              return all;
            });
    double[] expected =
        IntStream.range(0, 2 * size()).mapToDouble(i -> (double) size() * i + triangle()).toArray();
    assertThat(sums).hasSize(size()).containsOnly(expected);
  }

  @Test
  void broadcastGivesAllWhatTheRootHas() {
    for (int root = 0; root < size(); root++) {
      int from = root;
      List<double[]> all =
          values(
              group -> {
                Tensor tensor = floats(group.rank(), -group.rank());
                group.broadcast(tensor, from);
                return tensor;
              });
      assertThat(all).hasSize(size()).containsOnly(new double[] {root, -root});
    }
  }

  @Test
  void nobodyPassesTheBarrierAlone() {
    AtomicInteger before = new AtomicInteger();
    List<Integer> seen =
        onEachRank(
            group -> {
              before.incrementAndGet();
              group.barrier();
              return before.get();
            });
    assertThat(seen).hasSize(size()).containsOnly(size());
  }

  /** A count beyond what 32 bits tell apart, and one number that is none: all ranks see that. */
  @Test
  void numbersAreSummedInDouble() {
    assertThat(onEachRank(group -> group.sum((1L << 40) + group.rank())))
        .containsOnly((double) size() * (1L << 40) + triangle() - size());
    assertThat(onEachRank(group -> group.sum(group.rank() == size() - 1 ? Double.NaN : 1)))
        .containsOnly(Double.NaN);
    assertThat(onEachRank(group -> group.sum(new double[0]))).containsOnly(new double[0]);
  }

  /** Also where there are fewer items than ranks. */
  @Test
  void shardsAreTheWholeInItsOrder() {
    for (int items = 0; items <= 10; items++) {
      List<Integer> all = IntStream.range(0, items).boxed().toList();
      List<List<Integer>> shards = onEachRank(group -> List.copyOf(group.shard(all)));
      List<Integer> together = new ArrayList<>();
      shards.forEach(together::addAll);
      assertThat(together).isEqualTo(all);
      int least = items / size();
      assertThat(shards).allMatch(each -> each.size() == least || each.size() == least + 1);
    }
  }

  @Test
  void whatDoesNotFitIsAnErrorBeforeAnythingIsSent() {
    onEachRank(
        group -> {
          try (TensorScope scope = new TensorScope()) {
            Tensor all = Tensor.zeros(DType.FLOAT32, 2L * size());
            for (Tensor own :
                List.of(
                    floats(1),
                    floats(1, 2, 3),
                    Tensor.zeros(DType.FLOAT64, 2),
                    floats(1, 2).view(2, 1))) {
              assertThatThrownBy(() -> group.reduceScatter(all, own))
                  .isInstanceOf(IllegalArgumentException.class);
              assertThatThrownBy(() -> group.allGather(own, all))
                  .isInstanceOf(IllegalArgumentException.class);
            }
            for (int root : new int[] {-1, size()}) {
              assertThatThrownBy(() -> group.broadcast(all, root))
                  .isInstanceOf(IllegalArgumentException.class);
            }
            group.barrier();
            return all.toDoubles().length;
          }
        });
  }

  /** The last rank brings one number more than the others. */
  @Test
  void tensorsOfUnequalSizesAreAnError() {
    assumeTrue(size() > 1);
    assertThatThrownBy(
            () ->
                onEachRankOfSomeThatFail(
                    group -> {
                      try (TensorScope scope = new TensorScope()) {
                        group.allReduce(
                            Tensor.zeros(DType.FLOAT32, group.rank() == size() - 1 ? 3 : 2));
                      }
                      return group.rank();
                    }))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void nobodyWaitsForARankThatFailed() {
    assumeTrue(size() > 1);
    Set<Integer> passed = ConcurrentHashMap.newKeySet();
    assertThatThrownBy(
            () ->
                onEachRankOfSomeThatFail(
                    group -> {
                      if (group.rank() == 1) {
                        throw new IllegalStateException("rank 1 is gone");
                      }
                      group.barrier();
                      return passed.add(group.rank());
                    }))
        .hasMessage("rank 1 is gone");
    assertThat(passed).isEmpty();
  }
}
