package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All weights of one model in one flat buffer. Decoders, optimizer and checkpoints work on views of
 * it.
 */
public final class Parameters implements AutoCloseable {
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
    return new Parameters(config, Tensor.zeros(dtype, ParameterLayout.of(config).size()).owned());
  }

  /** Weights that are still to be set. */
  static Parameters unset(DecoderConfig config, DType dtype) {
    return new Parameters(config, Tensor.empty(dtype, ParameterLayout.of(config).size()).owned());
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
   * as in GPT-2), norms 1, biases 0.
   *
   * @param deviation of the matrices; narrow models want it larger, about 0.5/√d
   */
  public static Parameters random(DecoderConfig config, DType dtype, long seed, double deviation) {
    Parameters made = zeros(config, dtype);
    SplittableRandom random = new SplittableRandom(seed);
    double residual = deviation / Math.sqrt(2.0 * config.layers());
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      for (ParameterLayout.Part part : made.layout.parts()) {
        Tensor target = made.view(part.offset(), part.shape());
        if (part.shape().length == 2) {
          boolean adds =
              part.name().endsWith("o_proj.weight") || part.name().endsWith("down_proj.weight");
          target.copy_(normal(random, adds ? residual : deviation, part.shape()));
        } else if (part.name().endsWith("norm.weight")) {
          target.fill_(1);
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

  public DecoderConfig config() {
    return config;
  }

  /** All weights [size]. */
  public Tensor flat() {
    return flat;
  }

  /** Number of weights. */
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

  ParameterLayout layout() {
    return layout;
  }

  List<ParameterLayout.Part> parts() {
    return layout.parts();
  }

  Tensor view(long offset, long[] shape) {
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
