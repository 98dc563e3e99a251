package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The matrices A and B of one adapter in one flat buffer, in at least 32 bits whatever the model
 * has: they are few, and small steps of theirs count.
 */
public final class LoraWeights implements AutoCloseable {
  private final DecoderConfig config;
  private final LoraShape shape;
  private final LoraLayout layout;
  private final Tensor flat;

  private LoraWeights(DecoderConfig config, LoraShape shape, LoraLayout layout, Tensor flat) {
    this.config = config;
    this.shape = shape;
    this.layout = layout;
    this.flat = flat;
  }

  /**
   * All 0.
   *
   * @param dtype of the model
   * @throws IllegalArgumentException naming matrices that the model lacks
   */
  public static LoraWeights zeros(DecoderConfig config, LoraShape shape, DType dtype) {
    LoraLayout layout = LoraLayout.of(config, shape);
    return new LoraWeights(
        config, shape, layout, Tensor.zeros(dtype.wide(), layout.size()).owned());
  }

  /**
   * A new adapter, which changes nothing yet: A uniform in ±1/√in, as PEFT has it (Kaiming's with a
   * = √5), and B 0.
   */
  public static LoraWeights fresh(DecoderConfig config, LoraShape shape, DType dtype, long seed) {
    LoraWeights made = zeros(config, shape, dtype);
    SplittableRandom random = new SplittableRandom(seed);
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      for (ParameterLayout.Part part : made.parts()) {
        if (part.name().endsWith(LoraLayout.A)) {
          double bound = 1 / Math.sqrt(part.shape()[1]);
          float[] values = new float[Math.toIntExact(part.elements())];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
          }
          try (TensorScope piece = new TensorScope()) {
            made.view(part).copy_(Tensor.ofFloats(values, part.shape()));
          }
        }
      }
    }
    return made;
  }

  /** The same values in memory of their own. */
  public LoraWeights copy() {
    try (Gradients.Mode off = Gradients.off()) {
      return new LoraWeights(config, shape, layout, flat.copy().owned());
    }
  }

  public DecoderConfig config() {
    return config;
  }

  public LoraShape shape() {
    return shape;
  }

  /** All of them [size]. */
  public Tensor flat() {
    return flat;
  }

  /** How many numbers an adapter of a model has. */
  public static long size(DecoderConfig config, LoraShape shape) {
    return LoraLayout.of(config, shape).size();
  }

  /** {@link #parts()} of an adapter that is not there. */
  public static List<ParameterLayout.Part> parts(DecoderConfig config, LoraShape shape) {
    return LoraLayout.of(config, shape).parts();
  }

  /** The matrices, with names such as {@code model.layers.0.self_attn.q_proj.lora_A.weight}. */
  public List<ParameterLayout.Part> parts() {
    return layout.parts();
  }

  /** One of {@link #parts}. */
  public Tensor view(ParameterLayout.Part part) {
    return view(part.offset(), part.shape());
  }

  Tensor view(long offset, long... shape) {
    return Parameters.viewOf(flat, offset, shape);
  }

  LoraLayout layout() {
    return layout;
  }

  /**
   * W + s·B·A in the type of W, rounded once; W itself where nothing is added to it.
   *
   * @param weight W [out, in]
   * @param leaf whose weight it is
   */
  Tensor merged(Tensor weight, ParameterLayout.Leaf leaf) {
    LoraLayout.Block block = layout.block(leaf);
    if (block == null) {
      return weight;
    }
    Tensor sum = weight.dtype() == flat.dtype() ? weight.copy() : weight.to(flat.dtype());
    long a = block.a();
    for (LoraLayout.Piece piece : block.pieces()) {
      sum.narrow(0, piece.start(), piece.rows())
          .addProduct_(
              view(piece.b(), piece.rows(), piece.rank()),
              view(a, piece.rank(), block.in()),
              piece.scaling());
      a += piece.rank() * block.in();
    }
    return sum.dtype() == weight.dtype() ? sum : sum.to(weight.dtype());
  }

  /** Adds it to the weights of its model for good, matrix by matrix. */
  public void mergeInto(Parameters model) {
    try (Gradients.Mode off = Gradients.off()) {
      for (ParameterLayout.Layer layer : model.layout().layers()) {
        for (ParameterLayout.Leaf leaf : layer.leaves()) {
          try (TensorScope scope = new TensorScope()) {
            Tensor weight = model.view(leaf.offset(), leaf.shape());
            if (layout.block(leaf) != null) {
              weight.copy_(merged(weight, leaf));
            }
          }
        }
      }
    }
  }

  @Override
  public void close() {
    flat.close();
  }
}
