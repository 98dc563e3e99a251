package io.didact.model;

import io.didact.tensor.DType;
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
  private final @Nullable Tensor embeddingGradient;
  private final List<Layer> layers = new ArrayList<>();
  private final Tensor norm;
  private final LogProbHead head;
  private final Rope rope;

  private record Layer(
      Tensor qkv,
      Tensor output,
      Tensor gateUp,
      Tensor down,
      @Nullable Tensor qkvBias,
      @Nullable Tensor outputBias,
      @Nullable Tensor gateUpBias,
      @Nullable Tensor downBias,
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
      embedding = of.weight(layout.embedding());
      embeddingGradient = of.sum(layout.embedding());
      for (ParameterLayout.Layer layer : layout.layers()) {
        layers.add(
            new Layer(
                of.leaf(layer.qkv()),
                of.leaf(layer.output()),
                of.leaf(layer.gateUp()),
                of.leaf(layer.down()),
                of.optional(layer.qkvBias()),
                of.optional(layer.outputBias()),
                of.optional(layer.gateUpBias()),
                of.optional(layer.downBias()),
                of.optional(layer.qNorm()),
                of.optional(layer.kNorm()),
                of.leaf(layer.inputNorm()),
                of.leaf(layer.postAttentionNorm())));
      }
      norm = of.leaf(layout.norm());
      ParameterLayout.Leaf headLeaf = layout.head() == null ? layout.embedding() : layout.head();
      head = new LogProbHead(of.weight(headLeaf), of.sum(headLeaf));
    }
    rope = new Rope(config, dtype);
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

    Tensor weight(ParameterLayout.Leaf leaf) {
      return own(Parameters.viewOf(flat, leaf.offset(), leaf.shape()).detach());
    }

    /** Gradients that are written out by hand go straight into the sum. */
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
   * Hidden states after the final norm, for inference; {@link DecoderPass} is for training.
   *
   * @param ids [tokens] INT64
   * @param positions [tokens] INT64, each token's place in its sequence
   * @param end one more than the largest position
   * @return [tokens, d]
   */
  public Tensor hidden(Tensor ids, Tensor positions, int end, Attention attention) {
    Rope.Rows rotation = rotation(positions, end);
    Tensor x = embedded(ids);
    for (int i = 0; i < layers.size(); i++) {
      try (TensorScope scope = new TensorScope()) {
        Tensor next = scope.keep(block(i, x, rotation, attention));
        x.close();
        x = next;
      }
    }
    return normed(x);
  }

  /** What turns queries and keys at these positions. */
  Rope.Rows rotation(Tensor positions, int end) {
    return rope.at(positions, end);
  }

  /** Rows of the embedding [tokens, d]. */
  Tensor embedded(Tensor ids) {
    return embedding.embedding(ids);
  }

  /**
   * Adds to the embedding's gradient, at the rows of the ids only: as a step of a recorded graph it
   * would cost a matrix of the whole vocabulary.
   *
   * @param gradient by what {@link #embedded} gave [tokens, d]
   */
  void addEmbeddingGradient(Tensor ids, Tensor gradient) {
    if (embeddingGradient == null) {
      throw new IllegalStateException("this decoder has no gradient buffer");
    }
    embeddingGradient.indexAdd_(0, ids, gradient.to(embeddingGradient.dtype()));
  }

  /** The final norm [tokens, d]. */
  Tensor normed(Tensor x) {
    return x.rmsNorm(norm, config.rmsNormEps());
  }

  /** One layer [tokens, d] → [tokens, d]. */
  Tensor block(int index, Tensor x, Rope.Rows rotation, Attention attention) {
    Layer layer = layers.get(index);
    double eps = config.rmsNormEps();
    long tokens = x.size(0);
    long rotated = config.heads() + config.kvHeads();
    Tensor[] qkAndV =
        x.rmsNorm(layer.inputNorm(), eps)
            .linear(layer.qkv(), layer.qkvBias())
            .view(tokens, rotated + config.kvHeads(), config.headDim())
            .split(new long[] {rotated, config.kvHeads()}, 1);
    Tensor[] qAndK =
        rotation
            .rotate(normed(layer, qkAndV[0]))
            .split(new long[] {config.heads(), config.kvHeads()}, 1);
    int window = config.window().of(index);
    Tensor attended = attention.attend(index, window, qAndK[0], qAndK[1], qkAndV[1]);
    Tensor y = x.add(attended.linear(layer.output(), layer.outputBias()));
    Tensor[] gateAndUp =
        y.rmsNorm(layer.postAttentionNorm(), eps)
            .linear(layer.gateUp(), layer.gateUpBias())
            .split(new long[] {config.intermediateSize(), config.intermediateSize()}, 1);
    return y.add(gateAndUp[0].silu().mul(gateAndUp[1]).linear(layer.down(), layer.downBias()));
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
