package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.PackedMatrix;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import io.didact.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transformer decoder with RMS norms, rotary positions, grouped-query attention and gated MLPs;
 * what families do differently is in {@link Variations}.
 *
 * <p>A decoder is a set of views into {@link Parameters}; making one costs no memory to speak of.
 * Each worker has its own, all over the same weights and, in training, the same gradients. Not for
 * use by two threads at once.
 */
public final class Decoder implements AutoCloseable {
  private final DecoderConfig config;
  private final DType dtype;
  private final List<Tensor> views = new ArrayList<>();
  private final Tensor embedding;
  private final double embeddingScale;
  private final @Nullable Tensor embeddingGradient;
  private final @Nullable GradientBuffer gradient;
  private final boolean trained;
  private final @Nullable Dropout dropout;
  private final List<DecoderLayer> layers = new ArrayList<>();
  private final RmsNorm norm;
  private final LogProbHead head;
  private final Linear output;
  private final LayerRopes ropes;
  private final @Nullable ShardedWeights shards;

  /** For inference: nothing is recorded, whatever the mode. */
  public Decoder(Parameters parameters) {
    this(parameters, null);
  }

  /**
   * For training.
   *
   * @param gradient into which {@link DecoderPass#backward} and {@link LogProbHead#backward} add
   */
  public Decoder(Parameters parameters, @Nullable GradientBuffer gradient) {
    this(parameters, gradient, null, gradient != null);
  }

  /** For inference, over weights that come together layer by layer. */
  Decoder(ShardedWeights shards) {
    this(shards.config(), shards.dtype(), shards.layout(), shards::view, null, null, false, shards);
  }

  /**
   * Over frozen weights with an adapter.
   *
   * @param trained whether it is for training: then the adapter has a gradient buffer
   */
  Decoder(Parameters frozen, AdapterViews adapter, boolean trained) {
    this(frozen, null, adapter, trained);
  }

  private Decoder(
      Parameters parameters,
      @Nullable GradientBuffer gradient,
      @Nullable AdapterViews adapter,
      boolean trained) {
    this(
        parameters.config(),
        parameters.dtype(),
        parameters.layout(),
        leaf -> parameters.view(leaf.offset(), leaf.shape()),
        gradient,
        adapter,
        trained,
        null);
  }

  private Decoder(
      DecoderConfig config,
      DType dtype,
      ParameterLayout layout,
      Function<ParameterLayout.Leaf, Tensor> weights,
      @Nullable GradientBuffer gradient,
      @Nullable AdapterViews adapter,
      boolean trained,
      @Nullable ShardedWeights shards) {
    this.shards = shards;
    this.trained = trained;
    this.gradient = adapter == null ? gradient : adapter.gradient();
    this.dropout = adapter == null ? null : adapter.dropout();
    this.config = config;
    this.dtype = dtype;
    try (TensorScope scope = new TensorScope()) {
      Views of = new Views(weights, gradient, adapter);
      embedding = of.weight(layout.embedding());
      embeddingGradient = of.sum(layout.embedding());
      for (ParameterLayout.Layer layer : layout.layers()) {
        layers.add(
            new DecoderLayer(
                layers.size(),
                config,
                of.linear(layer.qkv(), layer.qkvBias()),
                of.linear(layer.output(), layer.outputBias()),
                of.linear(layer.gateUp(), layer.gateUpBias()),
                of.linear(layer.down(), layer.downBias()),
                of.optionalNorm(layer.qNorm()),
                of.optionalNorm(layer.kNorm()),
                of.residual(layer.attentionNorms()),
                of.residual(layer.mlpNorms())));
      }
      norm = of.norm(layout.norm());
      ParameterLayout.Leaf headLeaf = layout.head() == null ? layout.embedding() : layout.head();
      head =
          new LogProbHead(of.weight(headLeaf), of.sum(headLeaf))
              .dividingBy(config.multipliers().logitDivisor());
      output = of.linear(headLeaf, null);
    }
    embeddingScale = config.multipliers().embedding().of(config.hiddenSize(), dtype);
    ropes = new LayerRopes(config, dtype);
  }

  /** Shares all but the matrices with another decoder. */
  private Decoder(Decoder dense, PackedWeights packed) {
    config = dense.config;
    dtype = dense.dtype;
    embedding = dense.embedding;
    embeddingScale = dense.embeddingScale;
    embeddingGradient = null;
    gradient = null;
    shards = null;
    trained = false;
    dropout = null;
    norm = dense.norm;
    head = dense.head;
    ropes = dense.ropes;
    for (int i = 0; i < dense.layers.size(); i++) {
      DecoderLayer layer = dense.layers.get(i);
      layers.add(
          layer.over(
              packed(packed.qkv(i), layer.qkv()),
              packed(packed.output(i), layer.output()),
              packed(packed.gateUp(i), layer.gateUp()),
              packed(packed.down(i), layer.down())));
    }
    output = packed(packed.head(), dense.output);
  }

  private static Linear packed(PackedMatrix weight, Linear dense) {
    return new Linear.Packed(weight, dense);
  }

  /**
   * This decoder over packed weights, for inference; good while both live, and not to be closed.
   */
  public Decoder over(PackedWeights packed) {
    return new Decoder(this, packed);
  }

  /** Views of the flat buffers, owned by this decoder. */
  private final class Views {
    private final Function<ParameterLayout.Leaf, Tensor> weights;
    private final @Nullable GradientBuffer buffer;
    private final @Nullable AdapterViews adapter;

    Views(
        Function<ParameterLayout.Leaf, Tensor> weights,
        @Nullable GradientBuffer buffer,
        @Nullable AdapterViews adapter) {
      this.weights = weights;
      this.buffer = buffer;
      this.adapter = adapter;
    }

    Linear linear(ParameterLayout.Leaf weight, ParameterLayout.@Nullable Leaf bias) {
      Linear.Dense dense =
          new Linear.Dense(weight(weight), bias == null ? null : weight(bias), sums(weight, bias));
      return adapter == null ? dense : adapter.over(dense, weight, this::own);
    }

    private @Nullable GradientSums sums(
        ParameterLayout.Leaf weight, ParameterLayout.@Nullable Leaf bias) {
      Tensor ofWeight = sum(weight);
      return ofWeight == null ? null : new GradientSums(ofWeight, bias == null ? null : sum(bias));
    }

    RmsNorm norm(ParameterLayout.Leaf leaf) {
      return new RmsNorm(
          weight(leaf), sum(leaf), config.rmsNormEps(), config.variations().normGain());
    }

    Residual residual(ParameterLayout.Norms norms) {
      return new Residual(
          optionalNorm(norms.before()),
          optionalNorm(norms.after()),
          config.multipliers().branches());
    }

    @Nullable RmsNorm optionalNorm(ParameterLayout.@Nullable Leaf leaf) {
      return leaf == null ? null : norm(leaf);
    }

    Tensor weight(ParameterLayout.Leaf leaf) {
      return own(weights.apply(leaf).detach());
    }

    /** Where the gradient of a weight is summed. */
    @Nullable Tensor sum(ParameterLayout.Leaf leaf) {
      return buffer == null ? null : own(buffer.view(leaf));
    }

    private Tensor own(Tensor view) {
      views.add(view.owned());
      return view;
    }
  }

  public DecoderConfig config() {
    return config;
  }

  /** Whether gradients can be had of it. */
  boolean isTrained() {
    return trained;
  }

  /** What leaves inputs of adapters out in training; null where nothing does. */
  @Nullable Dropout dropout() {
    return dropout;
  }

  /** Element type of weights and activations. */
  public DType dtype() {
    return dtype;
  }

  /** The output head. */
  public LogProbHead head() {
    return head;
  }

  /**
   * h·Wᵀ/τ of the output head, divided as the family has it, in at least 32 bits.
   *
   * @param hidden [rows, d]
   * @return [rows, V]
   */
  public Tensor logits(Tensor hidden, double temperature) {
    double divisor = temperature * config.multipliers().logitDivisor();
    if (dtype.bytes() < 4) {
      return output.of(hidden).to(DType.FLOAT32).mul_(1 / divisor);
    }
    return output.of(divisor == 1 ? hidden : hidden.mul(1 / divisor));
  }

  /**
   * Hidden states after the final norm, for inference; {@link DecoderPass} is for training.
   *
   * @param ids [tokens] INT64
   * @param positions [tokens] INT64, each token's place in its sequence
   * @param end one more than the largest position
   * @return [tokens, d]
   */
  public Tensor hidden(Tensor ids, Tensor positions, int end, Attention attention) {
    List<Rotation> rotations = rotations(positions, end);
    gather(-1);
    Tensor x = embedded(ids);
    for (DecoderLayer layer : layers) {
      gather(layer.index());
      try (TensorScope scope = new TensorScope()) {
        Tensor next = scope.keep(layer.forward(x, rotations.get(layer.index()), attention));
        x.close();
        x = next;
      }
    }
    gather(layers.size());
    return norm.of(x);
  }

  /** Takes part in a pass of other ranks, where they share the weights and this has no tokens. */
  public void standBy() {
    for (int layer = -1; layer <= layers.size(); layer++) {
      gather(layer);
    }
  }

  /**
   * @throws IllegalArgumentException where ranks share out the weights, and there are several
   *     workers: the weights' place serves one pass at a time
   */
  public void requireOneOf(Workers workers) {
    if (shards != null && workers.size() > 1) {
      throw new IllegalArgumentException("ranks that share out weights have one worker each");
    }
  }

  private void gather(int layer) {
    if (shards != null) {
      shards.gather(layer);
    }
  }

  /** What turns queries and keys at these positions, by layer. */
  List<Rotation> rotations(Tensor positions, int end) {
    return ropes.at(positions, end);
  }

  /** Rows of the embedding [tokens, d], scaled. */
  Tensor embedded(Tensor ids) {
    Tensor rows = embedding.embedding(ids);
    return embeddingScale == 1 ? rows : rows.mul_(embeddingScale);
  }

  /**
   * Adds to the embedding's gradient, where it has one, at the rows of the ids only: as a step of a
   * recorded graph it would cost a matrix of the whole vocabulary. All workers come here together;
   * the first adds what each has, in their order.
   *
   * @param ids of this worker [tokens]; may be none
   * @param gradient by what {@link #embedded} gave [tokens, d]
   */
  void addEmbeddingGradient(Worker worker, Tensor ids, Tensor gradient) {
    if (embeddingGradient == null) {
      return;
    }
    Tensor sum = embeddingGradient;
    Tensor wide = gradient.to(sum.dtype());
    worker.allGather(
        List.of(ids, embeddingScale == 1 ? wide : wide.mul(embeddingScale)),
        all -> {
          if (worker.index() == 0) {
            all.forEach(each -> sum.indexAdd_(0, each.get(0), each.get(1)));
          }
          return worker;
        });
  }

  /**
   * Says how far a backward pass is ({@link GradientBuffer#passed}). All workers come here
   * together.
   */
  void passed(Worker worker, int layer) {
    if (gradient != null) {
      gradient.passed(worker, layer);
    }
  }

  /** The layers, from the embedding to the head. */
  List<DecoderLayer> layers() {
    return layers;
  }

  /** The final norm. */
  RmsNorm norm() {
    return norm;
  }

  /** Frees the views; the weights stay. */
  @Override
  public void close() {
    views.forEach(Tensor::close);
    ropes.close();
  }
}
