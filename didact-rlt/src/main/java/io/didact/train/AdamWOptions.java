package io.didact.train;

import java.util.ArrayList;
import java.util.List;

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
    List<String> wrong = new ArrayList<>();
    if (!(beta1 >= 0 && beta1 < 1)) {
      wrong.add("beta1 must be in [0, 1), was " + beta1);
    }
    if (!(beta2 >= 0 && beta2 < 1)) {
      wrong.add("beta2 must be in [0, 1), was " + beta2);
    }
    if (!(epsilon > 0)) {
      wrong.add("epsilon must be > 0, was " + epsilon);
    }
    if (!(weightDecay >= 0)) {
      wrong.add("weightDecay must be ≥ 0, was " + weightDecay);
    }
    if (!(maxGradientNorm >= 0)) {
      wrong.add("maxGradientNorm must be ≥ 0, was " + maxGradientNorm);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
  }

  /** (0.9, 0.999, 1e-8), no decay, gradient norm clipped at 1: the paper's teacher run. */
  public static AdamWOptions paper() {
    return new AdamWOptions(0.9, 0.999, 1e-8, 0, 1);
  }
}
