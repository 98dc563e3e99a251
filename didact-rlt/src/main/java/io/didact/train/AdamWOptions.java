package io.didact.train;

import io.didact.config.Rules;

/**
 * Options of AdamW (Loshchilov and Hutter 2019) and of gradient clipping.
 *
 * @param beta1 β₁, decay of the mean gradient
 * @param beta2 β₂, decay of the mean squared gradient
 * @param epsilon ε added to the root
 * @param weightDecay decay of matrices per update, times the learning rate; norms and biases have
 *     none
 * @param maxGradientNorm 2-norm to which longer gradients are scaled down; 0 for no clipping
 */
public record AdamWOptions(
    double beta1, double beta2, double epsilon, double weightDecay, double maxGradientNorm) {
  public AdamWOptions {
    new Rules()
        .require(beta1 >= 0 && beta1 < 1, "beta1", "in [0, 1)", beta1)
        .require(beta2 >= 0 && beta2 < 1, "beta2", "in [0, 1)", beta2)
        .require(epsilon > 0, "epsilon", "> 0", epsilon)
        .require(weightDecay >= 0, "weightDecay", "≥ 0", weightDecay)
        .require(maxGradientNorm >= 0, "maxGradientNorm", "≥ 0", maxGradientNorm)
        .done();
  }

  /** (0.9, 0.999, 1e-8), no decay, gradient norm clipped at 1: the paper's teacher run. */
  public static AdamWOptions paper() {
    return new AdamWOptions(0.9, 0.999, 1e-8, 0, 1);
  }
}
