package io.didact.algorithm;

import io.didact.config.Rules;

/**
 * One summand of r_SS or r_KL: {@code coefficient · reduction}.
 *
 * @param reduction over the tokens of the span
 * @param coefficient 1 for the mean and α = 0.01 for min and max in the paper
 */
public record WeightedReduction(Reduction reduction, double coefficient) {
  public WeightedReduction {
    new Rules("reduction " + reduction.label())
        .require(Double.isFinite(coefficient), "coefficient", "a finite number", coefficient)
        .done();
  }
}
