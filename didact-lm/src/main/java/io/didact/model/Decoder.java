package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.PackedMatrix;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pre-norm transformer decoder with rotary positions, grouped-query attention and SwiGLU.
 *
 * <p>A decoder is a set of views into {@link Parameters}; making one costs no memory to speak of.
 * Each worker lane has its own, all over the same weights: for training, each with a gradient
 * buffer of its own. Not for use by two threads at once.
 */
public final class Decoder implements AutoCloseable {
  private final DecoderConfig config;
  private final DType dtype;
  private final List<Tensor> views = new ArrayList<>();
  private final Tensor embedding;
  private final List<Layer> layers = new ArrayList<>();
  private final Tensor norm;
  private final LogProbHead head;
  private final Rope rope;

  private final Linear output;

  private record Layer(
      Linear qkv,
      Linear output,
      Linear gateUp,
      Linear down,
      @Nullable Tensor qNorm,
      @Nullable Tensor kNorm,
      Tensor inputNorm,
      Tensor postAttentionNorm) {}

  /** For inference: nothing is recorded, whatever the mode. */
  public Decoder(Parameters parameters) {
    this(parameters, null);
  }

  /**
   * For training.
   *
   * @param gradient into which gradients are added; {@link GradientBuffer#collect} after each pass
   */
  public Decoder(Parameters parameters, @Nullable GradientBuffer gradient) {
    this.config = parameters.config();
    this.dtype = parameters.flat().dtype();
    ParameterLayout layout = parameters.layout();
    try (TensorScope scope = new TensorScope()) {
      Views of = new Views(parameters.flat(), gradient);
      embedding = of.leaf(layout.embedding());
      for (ParameterLayout.Layer layer : layout.layers()) {
        layers.add(
            new Layer(
                of.linear(layer.qkv(), layer.qkvBias()),
                of.linear(layer.output(), layer.outputBias()),
                of.linear(layer.gateUp(), layer.gateUpBias()),
                of.linear(layer.down(), layer.downBias()),
                of.optional(layer.qNorm()),
                of.optional(layer.kNorm()),
                of.leaf(layer.inputNorm()),
                of.leaf(layer.postAttentionNorm())));
      }
      norm = of.leaf(layout.norm());
      ParameterLayout.Leaf headLeaf = layout.head() == null ? layout.embedding() : layout.head();
      Tensor headWeight = of.weight(headLeaf);
      head = new LogProbHead(headWeight, of.sum(headLeaf));
      output = new Linear.Dense(headWeight, null);
    }
    rope = new Rope(config, dtype);
  }

  /** Shares all but the matrices with another decoder. */
  private Decoder(Decoder dense, PackedWeights packed) {
    config = dense.config;
    dtype = dense.dtype;
    embedding = dense.embedding;
    norm = dense.norm;
    head = dense.head;
    rope = dense.rope;
    for (int i = 0; i < dense.layers.size(); i++) {
      Layer layer = dense.layers.get(i);
      layers.add(
          new Layer(
              packed(packed.qkv(i), layer.qkv()),
              packed(packed.output(i), layer.output()),
              packed(packed.gateUp(i), layer.gateUp()),
              packed(packed.down(i), layer.down()),
              layer.qNorm(),
              layer.kNorm(),
              layer.inputNorm(),
              layer.postAttentionNorm()));
    }
    output = packed(packed.head(), dense.output);
  }

  private static Linear packed(PackedMatrix weight, Linear dense) {
    return new Linear.Packed(weight, dense.bias());
  }

  /**
   * This decoder over packed weights, for inference; good while both live, and not to be closed.
   */
  public Decoder over(PackedWeights packed) {
    return new Decoder(this, packed);
  }

  /** Views of the flat buffers, owned by this decoder. */
  private final class Views {
    private final Tensor flat;
    private final @Nullable GradientBuffer buffer;

    Views(Tensor flat, @Nullable GradientBuffer buffer) {
      this.flat = flat;
      this.buffer = buffer;
    }

    Tensor leaf(ParameterLayout.Leaf leaf) {
      Tensor weight = weight(leaf);
      return buffer == null ? weight : weight.accumulateInto(view(buffer.pass(), leaf));
    }

    @Nullable Tensor optional(ParameterLayout.@Nullable Leaf leaf) {
      return leaf == null ? null : leaf(leaf);
    }

    Linear linear(ParameterLayout.Leaf weight, ParameterLayout.@Nullable Leaf bias) {
      return new Linear.Dense(leaf(weight), optional(bias));
    }

    Tensor weight(ParameterLayout.Leaf leaf) {
      return own(Parameters.viewOf(flat, leaf.offset(), leaf.shape()).detach());
    }

    /** The head's gradient is written out by hand, straight into the sum. */
    @Nullable Tensor sum(ParameterLayout.Leaf leaf) {
      return buffer == null ? null : view(buffer.sum(), leaf);
    }

    private Tensor view(Tensor whole, ParameterLayout.Leaf leaf) {
      return own(Parameters.viewOf(whole, leaf.offset(), leaf.shape()));
    }

    private Tensor own(Tensor view) {
      views.add(view.owned());
      return view;
    }
  }

  public DecoderConfig config() {
    return config;
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
   * h·Wᵀ/τ of the output head, in at least 32 bits.
   *
   * @param hidden [rows, d]
   * @return [rows, V]
   */
  public Tensor logits(Tensor hidden, double temperature) {
    if (dtype.bytes() < 4) {
      return output.of(hidden).to(DType.FLOAT32).mul_(1 / temperature);
    }
    return output.of(temperature == 1 ? hidden : hidden.mul(1 / temperature));
  }

  /**
   * Hidden states after the final norm.
   *
   * @param ids [tokens] INT64
   * @param positions [tokens] INT64, each token's place in its sequence
   * @param end one more than the largest position
   * @return [tokens, d]
   */
  public Tensor hidden(Tensor ids, Tensor positions, int end, Attention attention) {
    Rope.Rows rotation = rope.at(positions, end);
    Tensor x = embedding.embedding(ids);
    for (int i = 0; i < layers.size(); i++) {
      try (TensorScope scope = new TensorScope()) {
        Tensor next = scope.keep(block(i, layers.get(i), x, rotation, attention));
        x.close();
        x = next;
      }
    }
    return x.rmsNorm(norm, config.rmsNormEps());
  }

  private Tensor block(int index, Layer layer, Tensor x, Rope.Rows rotation, Attention attention) {
    double eps = config.rmsNormEps();
    long tokens = x.size(0);
    long rotated = config.heads() + config.kvHeads();
    Tensor[] qkAndV =
        layer
            .qkv()
            .of(x.rmsNorm(layer.inputNorm(), eps))
            .view(tokens, rotated + config.kvHeads(), config.headDim())
            .split(new long[] {rotated, config.kvHeads()}, 1);
    Tensor[] qAndK =
        rotation
            .rotate(normed(layer, qkAndV[0]))
            .split(new long[] {config.heads(), config.kvHeads()}, 1);
    int window = config.window().of(index);
    Tensor attended = attention.attend(index, window, qAndK[0], qAndK[1], qkAndV[1]);
    Tensor y = layer.output().plus(x, attended);
    Tensor[] gateAndUp =
        layer
            .gateUp()
            .of(y.rmsNorm(layer.postAttentionNorm(), eps))
            .split(new long[] {config.intermediateSize(), config.intermediateSize()}, 1);
    return layer.down().plus(y, gateAndUp[0].silu().mul(gateAndUp[1]));
  }

  /** Norms each head of q and k [tokens, heads + kvHeads, headDim], where the family does so. */
  private Tensor normed(Layer layer, Tensor qk) {
    if (layer.qNorm() == null || layer.kNorm() == null) {
      return qk;
    }
    Tensor[] parts = qk.split(new long[] {config.heads(), config.kvHeads()}, 1);
    double eps = config.rmsNormEps();
    return Tensor.cat(
        List.of(parts[0].rmsNorm(layer.qNorm(), eps), parts[1].rmsNorm(layer.kNorm(), eps)), 1);
  }

  /** Frees the views; the weights stay. */
  @Override
  public void close() {
    views.forEach(Tensor::close);
    rope.close();
  }
}
