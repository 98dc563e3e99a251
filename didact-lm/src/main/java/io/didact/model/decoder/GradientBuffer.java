package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Partition;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of all weights, one for all workers, summed in at least 32 bits: what is small
 * against the sum of many passes is not rounded away. It lies like the weights.
 *
 * <p>Where ranks share it out, a rank holds its part of the sum alone. A backward pass adds to
 * buckets: the layers' have one place, one after another. As soon as nothing more comes to a
 * bucket, the ranks sum it, and each keeps its part. So ranks make equally many passes, and send
 * the gradient in each.
 */
public final class GradientBuffer implements AutoCloseable {
  private final List<Bucket> buckets;
  private final Partition partition;
  private final Tensor sum;

  /** Where passes add to each bucket; {@link #sum} itself where nothing is shared out. */
  private final List<Tensor> places = new ArrayList<>();

  /** All zero. */
  public GradientBuffer(Parameters parameters) {
    this(parameters.flat());
  }

  /**
   * All zero.
   *
   * @param weights [size]
   */
  public GradientBuffer(Tensor weights) {
    this(weights, List.of(), ProcessGroup.single());
  }

  /**
   * All zero, shared out.
   *
   * @param ranks who has a part each; of one rank, all is here
   */
  public GradientBuffer(Parameters parameters, ProcessGroup ranks) {
    this(parameters.flat(), Bucket.of(parameters.layout()), ranks);
  }

  /** The same of an adapter. */
  public GradientBuffer(LoraWeights adapter, ProcessGroup ranks) {
    this(adapter.flat(), adapter.layout().buckets(), ranks);
  }

  private GradientBuffer(Tensor weights, List<Bucket> buckets, ProcessGroup ranks) {
    boolean shared = ranks.size() > 1;
    DType dtype = weights.dtype().wide();
    this.buckets = shared ? buckets : List.of();
    this.partition =
        shared
            ? new Partition(ranks, buckets.stream().map(Bucket::end).toList())
            : Partition.ofOneRun(ranks, weights.elements());
    this.sum = Tensor.zeros(dtype, partition.ownBefore(partition.runs())).owned();
    if (!shared) {
      places.add(sum);
      return;
    }
    try (TensorScope scope = new TensorScope()) {
      Tensor common = Tensor.zeros(dtype, common(buckets));
      for (Bucket bucket : buckets) {
        places.add(
            (bucket.early()
                    ? Tensor.zeros(dtype, bucket.length())
                    : common.narrow(0, 0, bucket.length()))
                .owned());
      }
    }
  }

  /** Elements of the place that all buckets share that have none of their own. */
  private static long common(List<Bucket> buckets) {
    return buckets.stream().filter(each -> !each.early()).mapToLong(Bucket::length).max().orElse(0);
  }

  /** Elements that a rank holds at most where so many share. */
  static long held(List<Bucket> buckets, int ranks) {
    long all = buckets.stream().mapToLong(Bucket::length).sum();
    long own = buckets.stream().filter(Bucket::early).mapToLong(Bucket::length).sum();
    return ranks == 1 ? all : (all + ranks - 1) / ranks + own + common(buckets);
  }

  /** Whether a rank has a part of it. */
  public boolean isShared() {
    return !buckets.isEmpty();
  }

  /** Which part of it this rank has. */
  public Partition partition() {
    return partition;
  }

  /** The sum [size]; where it is shared out, this rank's parts of the ranks' sum. */
  public Tensor sum() {
    return sum;
  }

  /**
   * Room for what lies like one of the partition's runs, good until the next {@link #zero}.
   *
   * @return [the run's length]
   */
  public Tensor place(int run) {
    return places.get(run);
  }

  /** Where the gradient of a weight is summed. */
  Tensor view(ParameterLayout.Leaf leaf) {
    return view(leaf.offset(), leaf.shape());
  }

  Tensor view(long offset, long... shape) {
    for (int i = 0; i < buckets.size(); i++) {
      if (offset < buckets.get(i).end()) {
        return Parameters.viewOf(places.get(i), offset - buckets.get(i).start(), shape);
      }
    }
    return Parameters.viewOf(sum, offset, shape);
  }

  /** How many passes a rank makes whose own are so many: as many as the one with most. */
  public int passes(int own) {
    return isShared() ? partition.ranks().most(own) : own;
  }

  /** Starts a new sum in one of {@code parts} equal parts. */
  public void zero(int part, int parts) {
    try (TensorScope scope = new TensorScope()) {
      zero(sum, part, parts);
      if (isShared()) {
        places.forEach(place -> zero(place, part, parts));
      }
    }
  }

  private static void zero(Tensor flat, int part, int parts) {
    long start = flat.elements() * part / parts;
    flat.narrow(0, start, flat.elements() * (part + 1) / parts - start).zero_();
  }

  /**
   * Hears how far a backward pass is: what is whole now is summed over the ranks. All workers come
   * here together.
   *
   * @param layer whose gradient has been added; the number of layers for the head, {@link
   *     Bucket#END} at the end
   */
  void passed(Worker worker, int layer) {
    if (!isShared()) {
      return;
    }
    worker.allGather(
        worker,
        all -> {
          for (int i = 0; worker.index() == 0 && i < buckets.size(); i++) {
            if (buckets.get(i).after() == layer) {
              share(i);
            }
          }
          return worker;
        });
  }

  private void share(int bucket) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Tensor place = places.get(bucket);
      Tensor part = partition.part(place);
      partition.ranks().reduceScatter(place, part);
      partition.own(sum, bucket).add_(part);
      place.zero_();
    }
  }

  @Override
  public void close() {
    places.forEach(Tensor::close);
    if (isShared()) {
      sum.close();
    }
  }
}
