package io.didact.algorithm;

import io.didact.config.Rules;
import io.didact.tensor.Tensor;

/**
 * The policy part of GRPO's loss at one token: ρ·A, where {@code ρ = π_θ(o_t) / π_sampling(o_t)}.
 */
public sealed interface PolicyRatio {
  /** One update per batch: the policy is the one that sampled. */
  PolicyRatio ON_POLICY = new OnPolicy();

  /**
   * The surrogate to maximise, at one token.
   *
   * @param logProb log π_θ of the token
   * @param samplingLogProb its log-prob when it was sampled, at the same temperature
   * @param advantage A of its completion
   */
  Surrogate surrogate(double logProb, double samplingLogProb, double advantage);

  /** The surrogate's derivative with respect to log π_θ, of many tokens [n]. */
  Tensor derivative(Tensor logProb, Tensor samplingLogProb, Tensor advantage);

  /** Whether it is a ratio at all, which is kept within bounds. */
  boolean isBounded();

  /**
   * @param value the surrogate, min(ρA, clip(ρ)A) or A
   * @param derivative with respect to log π_θ
   * @param ratio ρ, before clipping
   * @param clipped whether the bound is active: no gradient
   */
  record Surrogate(double value, double derivative, double ratio, boolean clipped) {}

  /**
   * ρ has the value 1 and keeps its gradient: {@code ρ = exp(log π_θ − stop(log π_θ))}, so dρ/d log
   * π_θ = 1. The sampler's own log-prob is not used: its rounding differs from the trainer's.
   */
  record OnPolicy() implements PolicyRatio {
    @Override
    public Surrogate surrogate(double logProb, double samplingLogProb, double advantage) {
      return new Surrogate(advantage, advantage, 1, false);
    }

    @Override
    public Tensor derivative(Tensor logProb, Tensor samplingLogProb, Tensor advantage) {
      return advantage;
    }

    @Override
    public boolean isBounded() {
      return false;
    }
  }

  /**
   * Several updates per batch: min(ρA, clip(ρ, 1 − ε_low, 1 + ε_high)·A).
   *
   * @param epsilonLow ε_low, in [0, 1)
   * @param epsilonHigh ε_high, ≥ 0
   */
  record Clipped(double epsilonLow, double epsilonHigh) implements PolicyRatio {
    /** 0.2 on both sides, as usual (Schulman et al. 2017). */
    public static Clipped defaults() {
      return new Clipped(0.2, 0.2);
    }

    public Clipped {
      new Rules("clipped ratio")
          .require(epsilonLow >= 0 && epsilonLow < 1, "epsilonLow", "in [0, 1)", epsilonLow)
          .notNegative("epsilonHigh", epsilonHigh)
          .done();
    }

    @Override
    public Surrogate surrogate(double logProb, double samplingLogProb, double advantage) {
      double ratio = Math.exp(logProb - samplingLogProb);
      double bounded = Math.min(1 + epsilonHigh, Math.max(1 - epsilonLow, ratio));
      boolean clipped = bounded * advantage < ratio * advantage;
      return clipped
          ? new Surrogate(bounded * advantage, 0, ratio, true)
          : new Surrogate(ratio * advantage, ratio * advantage, ratio, false);
    }

    @Override
    public Tensor derivative(Tensor logProb, Tensor samplingLogProb, Tensor advantage) {
      Tensor ratio = logProb.sub(samplingLogProb).exp();
      Tensor bounded = ratio.clamp(1 - epsilonLow, 1 + epsilonHigh).mul(advantage);
      Tensor free = ratio.mul(advantage);
      return free.maskedFill(bounded.lessThan(free), 0);
    }

    @Override
    public boolean isBounded() {
      return true;
    }
  }
}
