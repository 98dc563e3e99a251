package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.MemoryUse;
import io.didact.tensor.RandomNumbers;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All weights of one model in one flat buffer. Decoders, optimizer and checkpoints work on views of
 * it.
 */
public final class Parameters implements ModelWeights, AutoCloseable {
  /** Numbers that are drawn at once: 16 MiB. */
  private static final long DRAWN_AT_ONCE = 1 << 22;

  private final DecoderConfig config;
  private final ParameterLayout layout;
  private final Tensor flat;

  private Parameters(DecoderConfig config, Tensor flat) {
    this.config = config;
    this.layout = ParameterLayout.of(config);
    this.flat = flat;
  }

  /** Weights of value 0. */
  public static Parameters zeros(DecoderConfig config, DType dtype) {
    long size = ParameterLayout.of(config).size();
    return new Parameters(config, MemoryUse.WEIGHTS.in(() -> Tensor.zeros(dtype, size).owned()));
  }

  /** Weights that are still to be set. */
  public static Parameters unset(DecoderConfig config, DType dtype) {
    long size = ParameterLayout.of(config).size();
    return new Parameters(config, MemoryUse.WEIGHTS.in(() -> Tensor.empty(dtype, size).owned()));
  }

  /**
   * Random weights with the usual deviation of 0.02; see {@link #random(DecoderConfig, DType, long,
   * double)}.
   */
  public static Parameters random(DecoderConfig config, DType dtype, long seed) {
    return random(config, dtype, seed, 0.02);
  }

  /**
   * Random weights: matrices normal (those that add to the residual stream divided by √(2·layers),
   * as in GPT-2), norms without effect, biases 0. The numbers are Java's, one after another: the
   * shipped models began with them. For large models see {@link #drawn}.
   *
   * @param deviation of the matrices; narrow models want it larger, about 0.5/√d
   */
  public static Parameters random(DecoderConfig config, DType dtype, long seed, double deviation) {
    SplittableRandom random = new SplittableRandom(seed);
    return random(
        config,
        dtype,
        deviation,
        (target, spread) -> target.copy_(normal(random, spread, target.shape())));
  }

  /**
   * Weights of the same distribution as {@link #random(DecoderConfig, DType, long, double)} with
   * other numbers: libtorch's, which come faster and for matrices of any size. A seed gives the
   * same weights in every type, up to rounding; see {@link RandomNumbers} for other machines.
   */
  public static Parameters drawn(DecoderConfig config, DType dtype, long seed, double deviation) {
    try (RandomNumbers random = new RandomNumbers(seed)) {
      return random(
          config, dtype, deviation, (target, spread) -> draw(random, spread, target.view(-1)));
    }
  }

  /**
   * Weights of the same distribution for those who measure: 4 Mi numbers again and again, copied
   * where the weights lie, so that a model of any size is there at once.
   */
  public static Parameters repeated(
      DecoderConfig config, DType dtype, long seed, double deviation) {
    try (TensorScope scope = new TensorScope();
        RandomNumbers random = new RandomNumbers(seed)) {
      Tensor numbers = Tensor.empty(DType.FLOAT32, DRAWN_AT_ONCE);
      numbers.copy_(random.normal(1, DRAWN_AT_ONCE));
      return random(
          config, dtype, deviation, (target, spread) -> repeat(numbers, spread, target.view(-1)));
    }
  }

  private static void repeat(Tensor numbers, double deviation, Tensor target) {
    for (long at = 0; at < target.elements(); at += numbers.elements()) {
      try (TensorScope scope = new TensorScope()) {
        long count = Math.min(numbers.elements(), target.elements() - at);
        target.narrow(0, at, count).copy_(numbers.narrow(0, 0, count).mul(deviation));
      }
    }
  }

  /** Fills a matrix with normal numbers. */
  private interface Filling {
    void fill(Tensor target, double deviation);
  }

  private static Parameters random(
      DecoderConfig config, DType dtype, double deviation, Filling matrices) {
    Parameters made = zeros(config, dtype);
    double residual = deviation / Math.sqrt(2.0 * config.layers());
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      for (ParameterLayout.Part part : made.layout.parts()) {
        Tensor target = made.view(part.offset(), part.shape());
        if (part.shape().length == 2) {
          boolean adds =
              part.name().endsWith("o_proj.weight") || part.name().endsWith("down_proj.weight");
          try (TensorScope piece = new TensorScope()) {
            matrices.fill(target, adds ? residual : deviation);
          }
        } else if (part.name().endsWith("norm.weight")) {
          target.fill_(config.variations().normGain().neutral);
        }
      }
    }
    return made;
  }

  private static Tensor normal(SplittableRandom random, double deviation, long[] shape) {
    float[] values = new float[Math.toIntExact(shape[0] * shape[1])];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Tensor.ofFloats(values, shape);
  }

  /** Piece by piece, so that a matrix is never there twice. */
  private static void draw(RandomNumbers random, double deviation, Tensor target) {
    long elements = target.elements();
    for (long at = 0; at < elements; at += DRAWN_AT_ONCE) {
      try (TensorScope scope = new TensorScope()) {
        long count = Math.min(DRAWN_AT_ONCE, elements - at);
        target.narrow(0, at, count).copy_(random.normal(deviation, count));
      }
    }
  }

  @Override
  public DecoderConfig config() {
    return config;
  }

  @Override
  public DType dtype() {
    return flat.dtype();
  }

  @Override
  public Decoder decoder() {
    return new Decoder(this);
  }

  @Override
  public PackedWeights packed(Workers workers) {
    return PackedWeights.of(layout, leaf -> view(leaf.offset(), leaf.shape()), workers);
  }

  /** All weights [size]. */
  public Tensor flat() {
    return flat;
  }

  @Override
  public long size() {
    return layout.size();
  }

  /** How many of the weights, from the first on, are matrices: those that weight decay touches. */
  public long decayedSize() {
    return layout.decayed();
  }

  /** Weights of the same values in memory of their own. */
  public Parameters copy() {
    return to(flat.dtype());
  }

  /** A copy of another element type. */
  public Parameters to(DType dtype) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Tensor copy = Tensor.empty(dtype, layout.size()).copy_(flat);
      return new Parameters(config, copy.owned());
    }
  }

  /**
   * Divides all logits by a temperature, by way of the last norm: log-probs at temperature 1 are
   * from now on those of before at τ.
   *
   * @param temperature τ &gt; 0
   */
  public void temper(double temperature) {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("temperature must be > 0, was " + temperature);
    }
    double neutral = config.variations().normGain().neutral;
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Tensor weight = view(layout.norm().offset(), layout.norm().shape());
      DType wide = weight.dtype().bytes() < 4 ? DType.FLOAT32 : weight.dtype();
      Tensor gain = weight.to(wide).add(1 - neutral).mul(1 / temperature);
      weight.copy_(gain.add(neutral - 1));
    }
  }

  ParameterLayout layout() {
    return layout;
  }

  public List<ParameterLayout.Part> parts() {
    return layout.parts();
  }

  public Tensor view(long offset, long[] shape) {
    return viewOf(flat, offset, shape);
  }

  static Tensor viewOf(Tensor flat, long offset, long[] shape) {
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    return flat.narrow(0, offset, elements).view(shape);
  }

  @Override
  public void close() {
    flat.close();
  }
}
