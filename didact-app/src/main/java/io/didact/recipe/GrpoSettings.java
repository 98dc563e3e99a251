package io.didact.recipe;

import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.Grpo;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.LossReduction;
import io.didact.algorithm.PolicyRatio;
import io.didact.algorithm.ReferencePull;
import io.didact.config.Rules;
import io.didact.train.RlOptions;
import java.util.Map;

/**
 * GRPO (paper eq. 1–2).
 *
 * @param steps batches to sample
 * @param problemsPerStep questions a batch
 * @param rolloutsPerProblem G
 * @param updatesPerBatch more than one clips the ratio
 * @param clipLow ε below 1, used with several updates a batch
 * @param clipHigh ε above 1, used with several updates a batch
 * @param beta β, weight of the KL to the reference
 * @param advantage with or without division by the group's deviation
 * @param lossReduction how token losses become one
 * @param constantLength tokens that a {@code constant} reduction divides by
 * @param referenceWeight how far the reference is pulled to the policy, in [0, 1]
 * @param referenceEverySteps how often, in steps
 */
public record GrpoSettings(
    int steps,
    int problemsPerStep,
    int rolloutsPerProblem,
    int updatesPerBatch,
    double clipLow,
    double clipHigh,
    double beta,
    GroupAdvantage advantage,
    Reduction lossReduction,
    int constantLength,
    double referenceWeight,
    int referenceEverySteps) {

  /** See {@link LossReduction}. */
  public enum Reduction {
    SEQUENCE_MEAN,
    TOKEN_MEAN,
    CONSTANT
  }

  public GrpoSettings {
    new Rules()
        .atLeast("steps", 1, steps)
        .atLeast("problemsPerStep", 1, problemsPerStep)
        .atLeast("rolloutsPerProblem", 2, rolloutsPerProblem)
        .atLeast("updatesPerBatch", 1, updatesPerBatch)
        .valid(Map.of("length", "constantLength"), () -> LossReduction.constant(constantLength))
        .valid(
            Map.of("epsilonLow", "clipLow", "epsilonHigh", "clipHigh"),
            () -> new PolicyRatio.Clipped(clipLow, clipHigh))
        .valid(() -> new GrpoEquation(beta, PolicyRatio.ON_POLICY))
        .valid(
            Map.of("weight", "referenceWeight", "everySteps", "referenceEverySteps"),
            () -> new ReferencePull(referenceWeight, referenceEverySteps))
        .done();
  }

  /** The paper's teacher run: 125 steps of 16 questions × 64. */
  static GrpoSettings defaults() {
    return new GrpoSettings(
        125,
        16,
        64,
        1,
        0.2,
        0.2,
        GrpoEquation.paper().beta(),
        GroupAdvantage.WITH_STD,
        Reduction.SEQUENCE_MEAN,
        16_384,
        ReferencePull.paper().weight(),
        ReferencePull.paper().everySteps());
  }

  RlOptions toOptions(OptimizerSettings optimizer, double temperature, Machine machine) {
    PolicyRatio ratio =
        updatesPerBatch > 1 ? new PolicyRatio.Clipped(clipLow, clipHigh) : PolicyRatio.ON_POLICY;
    LossReduction reduction =
        switch (lossReduction) {
          case SEQUENCE_MEAN -> LossReduction.SEQUENCE_MEAN;
          case TOKEN_MEAN -> LossReduction.TOKEN_MEAN;
          case CONSTANT -> LossReduction.constant(constantLength);
        };
    return new RlOptions(
        steps,
        problemsPerStep,
        rolloutsPerProblem,
        updatesPerBatch,
        optimizer.toSchedule(),
        optimizer.toAdamW(),
        new Grpo(advantage, new GrpoEquation(beta, ratio), reduction),
        new ReferencePull(referenceWeight, referenceEverySteps),
        temperature,
        machine.tokensPerMicroBatch(),
        machine.activations());
  }
}
