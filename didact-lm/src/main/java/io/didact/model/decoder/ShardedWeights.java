package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Partition;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.ShardedRow;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights of which each rank holds a part, for passes without gradients. A layer's come together
 * when a pass gets to it, in a place that the next one takes; so do those of embedding and head.
 * Norms and biases are few: those of all layers come at the beginning.
 *
 * <p>All ranks make equally many passes ({@link #passes}, {@link Decoder#standBy}), each with one
 * worker. A pass sends a rank's part of every matrix to all others.
 */
public final class ShardedWeights implements ModelWeights, AutoCloseable {
  private final DecoderConfig config;
  private final ParameterLayout layout;
  private final List<Bucket> buckets;
  private final Partition partition;
  private final Tensor own;
  private final Tensor place;
  private final Tensor vectors; // the last bucket's place

  /**
   * @param whole the same on all ranks; copied
   */
  public ShardedWeights(Parameters whole, ProcessGroup ranks) {
    this.config = whole.config();
    this.layout = whole.layout();
    this.buckets = Bucket.of(layout);
    this.partition = new Partition(ranks, buckets.stream().map(Bucket::end).toList());
    this.own = Tensor.empty(whole.dtype(), partition.ownBefore(partition.runs())).owned();
    this.place = Tensor.empty(whole.dtype(), largest(buckets)).owned();
    this.vectors = Tensor.empty(whole.dtype(), layout.size() - layout.decayed()).owned();
    moveTo(whole, 1);
  }

  private static long largest(List<Bucket> buckets) {
    return buckets.stream().mapToLong(Bucket::length).max().orElse(0);
  }

  /**
   * Moves to other weights.
   *
   * @param whole the same on all ranks
   * @param weight how far, in [0, 1]
   */
  public void moveTo(Parameters whole, double weight) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      for (int run = 0; run < partition.runs(); run++) {
        Tensor to = partition.part(partition.run(whole.flat(), run));
        Tensor part = partition.own(own, run);
        if (weight == 1) {
          part.copy_(to); // they may not be numbers yet
        } else {
          part.lerp_(to, weight);
        }
      }
    }
  }

  /** Elements that a rank holds at most where so many share. */
  static long held(ParameterLayout layout, int ranks) {
    long places = largest(Bucket.of(layout)) + layout.size() - layout.decayed();
    return ranks == 1 ? layout.size() : (layout.size() + ranks - 1) / ranks + places;
  }

  ParameterLayout layout() {
    return layout;
  }

  /** Where a weight is when a pass needs it. */
  Tensor view(ParameterLayout.Leaf leaf) {
    if (leaf.offset() >= layout.decayed()) {
      return Parameters.viewOf(vectors, leaf.offset() - layout.decayed(), leaf.shape());
    }
    int at = 0;
    while (leaf.offset() >= buckets.get(at).end()) {
      at++;
    }
    return Parameters.viewOf(place, leaf.offset() - buckets.get(at).start(), leaf.shape());
  }

  /**
   * Brings together what a pass uses next.
   *
   * @param layer from 0; −1 for the embedding, the number of layers for the head
   */
  void gather(int layer) {
    boolean tied = layer == layout.layers().size() && layout.head() == null;
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      if (layer < 0) {
        gatherRun(buckets.size() - 1);
      }
      gatherRun(tied ? 0 : layer + 1);
    }
  }

  private void gatherRun(int run) {
    partition.ranks().allGather(partition.own(own, run), placeOf(run));
  }

  private Tensor placeOf(int run) {
    return run == buckets.size() - 1 ? vectors : place.narrow(0, 0, buckets.get(run).length());
  }

  /** All weights, as they lie in one row. The parts belong to the scope around. */
  public ShardedRow row() {
    List<Tensor> parts = new ArrayList<>();
    for (int run = 0; run < partition.runs(); run++) {
      parts.add(partition.own(own, run));
    }
    return new ShardedRow(partition, parts, this::placeOf);
  }

  @Override
  public DecoderConfig config() {
    return config;
  }

  @Override
  public DType dtype() {
    return place.dtype();
  }

  @Override
  public long size() {
    return layout.size();
  }

  @Override
  public Decoder decoder() {
    return new Decoder(this);
  }

  @Override
  public int passes(int own) {
    return partition.ranks().most(own);
  }

  /**
   * @throws UnsupportedOperationException always: nothing is sampled of these
   */
  @Override
  public PackedWeights packed(Workers workers) {
    throw new UnsupportedOperationException("weights that ranks share out do not sample");
  }

  @Override
  public void close() {
    own.close();
    place.close();
    vectors.close();
  }
}
