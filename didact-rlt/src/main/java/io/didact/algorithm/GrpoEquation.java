package io.didact.algorithm;

import io.didact.config.Rules;
import io.didact.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * GRPO's loss at one token (paper eq. 1) and its derivative, which the trainer sends back:
 *
 * <pre>
 * ℓ = −[ ρA − β (exp(d) − d − 1) ],   d = log π_ref − log π_θ
 * dℓ/d log π_θ = −ρA [unless clipped] + β (1 − exp(d))
 * </pre>
 *
 * The batch's loss is {@code Σ tokenWeight · ℓ} with the weights of a {@link LossReduction}.
 *
 * @param beta β, weight of the KL to the reference, ≥ 0; at 0 there is no reference
 * @param ratio how ρ is taken
 */
public record GrpoEquation(double beta, PolicyRatio ratio) {
  public GrpoEquation {
    new Rules("GRPO").notNegative("beta", beta).done();
  }

  /** The teacher run of the paper: β = 0.04, one update per batch. */
  public static GrpoEquation paper() {
    return new GrpoEquation(0.04, PolicyRatio.ON_POLICY);
  }

  /**
   * The loss of one token. All log-probs are at the sampling temperature.
   *
   * @param logProb log π_θ
   * @param samplingLogProb log-prob under the policy that sampled; not used on policy
   * @param referenceLogProb log π_ref; not used where β = 0
   * @param advantage A_i of the token's completion
   * @throws IllegalArgumentException if the loss or its derivative is not finite
   */
  public GrpoTerms token(
      double logProb, double samplingLogProb, double referenceLogProb, double advantage) {
    PolicyRatio.Surrogate surrogate = ratio.surrogate(logProb, samplingLogProb, advantage);
    double kl = 0;
    double klDerivative = 0;
    if (beta > 0) {
      double d = referenceLogProb - logProb;
      kl = KlEstimator.K3.of(-d);
      klDerivative = -Math.expm1(d);
    }
    double loss = -(surrogate.value() - beta * kl);
    double derivative = -surrogate.derivative() + beta * klDerivative;
    if (!Double.isFinite(logProb) || !Double.isFinite(loss) || !Double.isFinite(derivative)) {
      throw new IllegalArgumentException(
          ("the token's loss is %s, its derivative %s: log-probs of policy %s, sampling %s,"
                  + " reference %s, advantage %s")
              .formatted(loss, derivative, logProb, samplingLogProb, referenceLogProb, advantage));
    }
    return new GrpoTerms(loss, derivative, kl, surrogate.ratio(), surrogate.clipped());
  }

  /**
   * dℓ/d log π_θ of many tokens, as {@link #token} has it; not checked for what is not finite.
   *
   * @param logProb [n] FLOAT64, like the others
   * @param referenceLogProb null where β = 0
   * @return [n]
   */
  Tensor derivative(
      Tensor logProb, Tensor samplingLogProb, @Nullable Tensor referenceLogProb, Tensor advantage) {
    Tensor surrogate = ratio.derivative(logProb, samplingLogProb, advantage);
    Tensor kl =
        beta > 0 && referenceLogProb != null
            ? referenceLogProb.sub(logProb).expm1().mul(beta)
            : Tensor.zeros(logProb.dtype(), logProb.shape());
    return surrogate.add(kl).mul(-1.0);
  }
}
