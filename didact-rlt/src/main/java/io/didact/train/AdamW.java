package io.didact.train;

import io.didact.model.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.FusedAdamW;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.Map;
import java.util.TreeMap;

/**
 * AdamW over a model's flat buffer: a step is two passes over memory.
 *
 * <p>16-bit weights have master weights in 32 bits here, which take the steps: most steps are
 * smaller than half of what 16 bits can tell apart, and would be lost. The model's weights are the
 * master's, rounded.
 */
public final class AdamW implements AutoCloseable {
  private final Parameters parameters;
  private final AdamWOptions options;
  private final Tensor master;
  private final Tensor firstMoments;
  private final Tensor secondMoments;

  /** Starts with moments of 0. */
  public AdamW(Parameters parameters, AdamWOptions options) {
    this.parameters = parameters;
    this.options = options;
    master = hasMaster() ? parameters.to(DType.FLOAT32).flat() : parameters.flat();
    firstMoments = Tensor.zeros(DType.FLOAT32, parameters.size()).owned();
    secondMoments = Tensor.zeros(DType.FLOAT32, parameters.size()).owned();
  }

  /** Whether the weights that take the steps are others than the model's. */
  private boolean hasMaster() {
    return parameters.flat().dtype().bytes() < 4;
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
    double norm = gradient.norm();
    if (!Double.isFinite(norm)) {
      throw new NonFiniteException("the gradient's norm is " + norm);
    }
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      if (options.maxGradientNorm() > 0 && norm > options.maxGradientNorm()) {
        gradient.mul_(options.maxGradientNorm() / norm);
      }
      long matrices = parameters.decayedSize();
      range(gradient, update, learningRate, 0, matrices, options.weightDecay());
      range(gradient, update, learningRate, matrices, parameters.size() - matrices, 0);
      if (hasMaster()) {
        parameters.flat().copy_(master);
      }
    }
    return norm;
  }

  private void range(
      Tensor gradient, long update, double learningRate, long start, long length, double decay) {
    FusedAdamW.step_(
        master.narrow(0, start, length),
        gradient.narrow(0, start, length),
        firstMoments.narrow(0, start, length),
        secondMoments.narrow(0, start, length),
        update,
        learningRate,
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
