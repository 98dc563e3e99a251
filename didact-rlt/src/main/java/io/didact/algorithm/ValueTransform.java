package io.didact.algorithm;

/** What is done to each token's value before the reductions. All are increasing in x. */
public enum ValueTransform {
  /** x. */
  NONE {
    @Override
    public double of(double x) {
      return x;
    }
  },
  /** exp(x): turns a log-prob into a probability. */
  EXP {
    @Override
    public double of(double x) {
      return Math.exp(x);
    }
  },
  /** 1 − exp(−x): maps a KL in [0, ∞) to [0, 1). */
  ONE_MINUS_EXP_NEG {
    @Override
    public double of(double x) {
      return -Math.expm1(-x);
    }
  };

  public abstract double of(double x);
}
