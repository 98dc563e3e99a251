package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Partition;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.util.List;

/**
 * Weights of which each rank holds a part, for passes without gradients. A layer's come together
 * when a pass gets to it, in a place that the next one takes; so do those of embedding and head.
 * Norms and biases are few, and each rank has all.
 *
 * <p>All ranks make equally many passes ({@link #passes}, {@link Decoder#standBy}), each with one
 * worker. A pass sends a rank's part of every matrix to all others.
 */
public final class ShardedWeights implements ModelWeights, AutoCloseable {
  private final DecoderConfig config;
  private final ParameterLayout layout;
  private final List<Bucket> buckets; // of matrices
  private final Partition partition;
  private final Tensor own;
  private final Tensor place;
  private final Tensor vectors;

  /**
   * @param whole the same on all ranks; copied
   */
  public ShardedWeights(Parameters whole, ProcessGroup ranks) {
    this.config = whole.config();
    this.layout = whole.layout();
    List<Bucket> all = Bucket.of(layout);
    this.buckets = all.subList(0, all.size() - 1);
    this.partition = new Partition(ranks, buckets.stream().map(Bucket::end).toList());
    long largest = buckets.stream().mapToLong(Bucket::length).max().orElse(0);
    this.own = Tensor.empty(whole.dtype(), partition.ownBefore(partition.runs())).owned();
    this.place = Tensor.empty(whole.dtype(), largest).owned();
    this.vectors = Tensor.empty(whole.dtype(), layout.size() - layout.decayed()).owned();
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      for (int run = 0; run < partition.runs(); run++) {
        partition.own(own, run).copy_(partition.part(partition.run(whole.flat(), run)));
      }
      vectors.copy_(whole.flat().narrow(0, layout.decayed(), vectors.elements()));
    }
  }

  /** Elements that a rank holds at most where so many share. */
  static long held(ParameterLayout layout, int ranks) {
    List<Bucket> all = Bucket.of(layout);
    long largest = all.stream().mapToLong(Bucket::length).max().orElse(0);
    long vectors = layout.size() - layout.decayed();
    return ranks == 1
        ? layout.size()
        : (layout.decayed() + ranks - 1) / ranks + vectors + largest;
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
    int run = tied ? 0 : layer + 1;
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Tensor whole = place.narrow(0, 0, buckets.get(run).length());
      partition.ranks().allGather(partition.own(own, run), whole);
    }
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
