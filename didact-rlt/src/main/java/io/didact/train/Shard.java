package io.didact.train;

import java.util.Locale;

/**
 * What of a model that is trained the ranks share out among themselves, instead of each holding all
 * of it (Rajbhandari et al. 2020, ZeRO). Each form is the one before and more.
 */
public enum Shard {
  /** Nothing. */
  NONE,
  /** ZeRO 1: AdamW's moments, and its master weights where the model's are of 16 bits. */
  OPTIMIZER,
  /** ZeRO 2: gradients too. */
  GRADIENTS,
  /** The weights of frozen models too: a reward's student, and the reference. */
  FROZEN,
  /** ZeRO 3: the weights of the model that is trained too. */
  WEIGHTS;

  /** Whether a rank has a part of the optimizer's state. */
  public boolean ofOptimizer() {
    return compareTo(OPTIMIZER) >= 0;
  }

  /** Whether a rank has a part of the gradients. */
  public boolean ofGradients() {
    return compareTo(GRADIENTS) >= 0;
  }

  /** Whether a rank has a part of frozen models' weights. */
  public boolean ofFrozen() {
    return compareTo(FROZEN) >= 0;
  }

  /** Whether a rank has a part of the weights that are trained. */
  public boolean ofWeights() {
    return compareTo(WEIGHTS) >= 0;
  }

  /** Whether training can do so; the others are for plans. */
  public boolean isBuilt() {
    return !ofWeights();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
