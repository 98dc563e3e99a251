package io.didact.train;

import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.LossReduction;
import io.didact.algorithm.PolicyRatio;
import io.didact.algorithm.ReferencePull;
import io.didact.config.Rules;
import io.didact.model.DecoderPass;

/**
 * Options of group relative policy optimisation (paper eq. 1–2).
 *
 * @param steps number of batches sampled
 * @param problemsPerStep questions in a batch
 * @param rolloutsPerProblem G
 * @param updatesPerBatch updates made on each batch; more than one needs a clipped ratio
 * @param schedule learning rate
 * @param optimizer AdamW and clipping
 * @param equation β and the policy ratio
 * @param advantage how rewards become advantages
 * @param reduction how token losses become one
 * @param referencePull how the reference follows the policy
 * @param temperature τ of sampling and of the policy's log-probs
 * @param tokensPerMicroBatch how many tokens go through the model at once in one lane
 * @param activations whether the layers' are kept between forward and backward
 */
public record GrpoOptions(
    int steps,
    int problemsPerStep,
    int rolloutsPerProblem,
    int updatesPerBatch,
    LearningRateSchedule schedule,
    AdamWOptions optimizer,
    GrpoEquation equation,
    GroupAdvantage advantage,
    LossReduction reduction,
    ReferencePull referencePull,
    double temperature,
    int tokensPerMicroBatch,
    DecoderPass.Activations activations) {
  public GrpoOptions {
    new Rules()
        .atLeast("steps", 1, steps)
        .atLeast("problemsPerStep", 1, problemsPerStep)
        .atLeast("rolloutsPerProblem", 2, rolloutsPerProblem)
        .atLeast("updatesPerBatch", 1, updatesPerBatch)
        .require(
            updatesPerBatch <= 1 || !(equation.ratio() instanceof PolicyRatio.OnPolicy),
            "updatesPerBatch",
            "is " + updatesPerBatch + ": more than one needs clipping of the ratio")
        .require(temperature > 0, "temperature", "> 0", temperature)
        .atLeast("tokensPerMicroBatch", 1, tokensPerMicroBatch)
        .done();
  }
}
