package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.tensor.DType;
import io.didact.tensor.FusedAdamW;
import io.didact.tensor.Gradients;
import io.didact.tensor.Norm;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.util.Map;
import java.util.TreeMap;

/**
 * AdamW over a flat buffer of weights: a step is two passes over memory, in equal parts by all
 * workers.
 *
 * <p>16-bit weights have master weights in 32 bits here, which take the steps: most steps are
 * smaller than half of what 16 bits can tell apart, and would be lost. The weights are the
 * master's, rounded.
 */
public final class AdamW implements AutoCloseable {
  private final Tensor weights;
  private final long decayedSize;
  private final AdamWOptions options;
  private final Workers workers;
  private final Tensor master;
  private final Tensor firstMoments;
  private final Tensor secondMoments;

  /**
   * Starts with moments of 0.
   *
   * @param weights [size] changed in place; stay the caller's
   * @param decayedSize how many of them, from the first on, weight decay touches
   */
  public AdamW(Tensor weights, long decayedSize, AdamWOptions options, Workers workers) {
    this.weights = weights;
    this.decayedSize = decayedSize;
    this.options = options;
    this.workers = workers;
    master = hasMaster() ? wide(weights) : weights;
    firstMoments = Tensor.zeros(DType.FLOAT32, weights.elements()).owned();
    secondMoments = Tensor.zeros(DType.FLOAT32, weights.elements()).owned();
  }

  private static Tensor wide(Tensor weights) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      return weights.to(DType.FLOAT32).owned();
    }
  }

  /** Whether the weights that take the steps are others than the model's. */
  private boolean hasMaster() {
    return weights.dtype().bytes() < 4;
  }

  /**
   * Clips the gradient and takes one step.
   *
   * @param gradient [size] FLOAT32
   * @param update which update this is, counted from 1
   * @return the gradient's 2-norm before clipping
   * @throws NonFiniteException if the gradient is not finite; the weights are unchanged
   */
  public double step(Tensor gradient, long update, double learningRate) {
    double norm = Norm.of(gradient, workers);
    step(gradient, norm, update, learningRate);
    return norm;
  }

  /**
   * The same where the gradient is a part of a longer one.
   *
   * @param norm the 2-norm of all of it
   */
  void step(Tensor gradient, double norm, long update, double learningRate) {
    if (!Double.isFinite(norm)) {
      throw new NonFiniteException("the gradient's norm is " + norm);
    }
    boolean clips = options.maxGradientNorm() > 0 && norm > options.maxGradientNorm();
    Rates rates = new Rates(clips ? options.maxGradientNorm() / norm : 1, update, learningRate);
    workers.onEach(
        worker -> {
          update(Range.ofWorker(worker, workers.size(), weights.elements()), gradient, rates);
          return worker;
        });
  }

  /**
   * Of one step.
   *
   * @param shrinking what the gradient is multiplied by, at most 1
   */
  private record Rates(double shrinking, long update, double learningRate) {}

  /** Some of the weights. */
  private record Range(long start, long end) {
    static Range ofWorker(int worker, int workerCount, long size) {
      return new Range(size * worker / workerCount, size * (worker + 1) / workerCount);
    }

    Range within(long from, long to) {
      return new Range(Math.max(start, from), Math.min(end, to));
    }

    Tensor of(Tensor flat) {
      return flat.narrow(0, start, end - start);
    }
  }

  private void update(Range range, Tensor gradient, Rates rates) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      if (rates.shrinking < 1) {
        range.of(gradient).mul_(rates.shrinking);
      }
      long matrices = decayedSize;
      adamW(range.within(0, matrices), gradient, rates, options.weightDecay());
      adamW(range.within(matrices, weights.elements()), gradient, rates, 0);
      if (hasMaster()) {
        range.of(weights).copy_(range.of(master));
      }
    }
  }

  private void adamW(Range range, Tensor gradient, Rates rates, double decay) {
    if (range.start >= range.end) {
      return;
    }
    FusedAdamW.step_(
        range.of(master),
        range.of(gradient),
        range.of(firstMoments),
        range.of(secondMoments),
        rates.update,
        rates.learningRate,
        options.beta1(),
        options.beta2(),
        decay,
        options.epsilon());
  }

  /** The state to save and to restore, by name. */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new TreeMap<>();
    state.put("exp_avg", firstMoments);
    state.put("exp_avg_sq", secondMoments);
    if (hasMaster()) {
      state.put("master", master);
    }
    return state;
  }

  @Override
  public void close() {
    if (hasMaster()) {
      master.close();
    }
    firstMoments.close();
    secondMoments.close();
  }
}
