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
 * @param updatesPerBatch more than one needs a ratio that is clipped
 * @param ratio to the policy that sampled
 * @param beta β, weight of the KL to the reference
 * @param advantage with or without division by the group's deviation
 * @param lossReduction how token losses become one
 * @param referenceWeight how far the reference is pulled to the policy, in [0, 1]
 * @param referenceEverySteps how often, in steps
 */
public record GrpoSettings(
    int steps,
    int problemsPerStep,
    int rolloutsPerProblem,
    int updatesPerBatch,
    PolicyRatio ratio,
    double beta,
    GroupAdvantage advantage,
    LossReduction lossReduction,
    double referenceWeight,
    int referenceEverySteps) {
  public GrpoSettings {
    new Rules()
        .atLeast("steps", 1, steps)
        .atLeast("problemsPerStep", 1, problemsPerStep)
        .atLeast("rolloutsPerProblem", 2, rolloutsPerProblem)
        .atLeast("updatesPerBatch", 1, updatesPerBatch)
        .require(
            updatesPerBatch <= 1 || !(ratio instanceof PolicyRatio.OnPolicy),
            "updatesPerBatch",
            "is " + updatesPerBatch + ": more than one needs `ratio: clipped`")
        .valid(() -> new GrpoEquation(beta, ratio))
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
        PolicyRatio.ON_POLICY,
        GrpoEquation.paper().beta(),
        GroupAdvantage.WITH_STD,
        LossReduction.SEQUENCE_MEAN,
        ReferencePull.paper().weight(),
        ReferencePull.paper().everySteps());
  }

  RlOptions toOptions(OptimizerSettings optimizer, double temperature, Machine machine) {
    return new RlOptions(
        steps,
        problemsPerStep,
        rolloutsPerProblem,
        updatesPerBatch,
        optimizer.toSchedule(),
        optimizer.toAdamW(),
        new Grpo(advantage, new GrpoEquation(beta, ratio), lossReduction),
        new ReferencePull(referenceWeight, referenceEverySteps),
        temperature,
        machine.tokensPerMicroBatch(),
        machine.activations());
  }
}
