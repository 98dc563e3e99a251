package io.didact.train;

import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.Objective;
import io.didact.algorithm.OffPolicy;
import io.didact.algorithm.ReferenceSync;
import io.didact.config.Rules;
import io.didact.model.decoder.DecoderPass;

/**
 * Options of reinforcement learning.
 *
 * @param steps number of batches sampled
 * @param problemsPerStep questions in a batch
 * @param rolloutsPerProblem G
 * @param updatesPerBatch passes over each batch
 * @param miniBatches updates of a pass, each by its share of the problems. More than one update of
 *     a batch needs an objective that bounds the ratio
 * @param schedule learning rate
 * @param optimizer AdamW and clipping
 * @param objective the algorithm
 * @param referenceSync how the reference follows the policy
 * @param temperature τ of sampling and of the policy's log-probs
 * @param tokensPerMicroBatch how many tokens go through the model at once in one worker
 * @param activations whether the layers' are kept between forward and backward
 * @param shard what ranks share out
 * @param offPolicy how far the sampler may be from the policy
 */
public record RlOptions(
    int steps,
    int problemsPerStep,
    int rolloutsPerProblem,
    int updatesPerBatch,
    int miniBatches,
    LearningRateSchedule schedule,
    AdamWOptions optimizer,
    Objective objective,
    ReferenceSync referenceSync,
    double temperature,
    int tokensPerMicroBatch,
    DecoderPass.Activations activations,
    Shard shard,
    OffPolicy offPolicy) {
  /** Where each rank holds all, with a sampler that is the policy itself. */
  public RlOptions(
      int steps,
      int problemsPerStep,
      int rolloutsPerProblem,
      int updatesPerBatch,
      int miniBatches,
      LearningRateSchedule schedule,
      AdamWOptions optimizer,
      Objective objective,
      ReferenceSync referenceSync,
      double temperature,
      int tokensPerMicroBatch,
      DecoderPass.Activations activations) {
    this(
        steps,
        problemsPerStep,
        rolloutsPerProblem,
        updatesPerBatch,
        miniBatches,
        schedule,
        optimizer,
        objective,
        referenceSync,
        temperature,
        tokensPerMicroBatch,
        activations,
        Shard.NONE,
        OffPolicy.defaults());
  }

  public RlOptions {
    rules(steps, problemsPerStep, rolloutsPerProblem, updatesPerBatch, miniBatches, objective)
        .require(temperature > 0, "temperature", "> 0", temperature)
        .atLeast("tokensPerMicroBatch", 1, tokensPerMicroBatch)
        .done();
  }

  /** What must hold of a batch's sizes. */
  public static Rules rules(
      int steps,
      int problemsPerStep,
      int rolloutsPerProblem,
      int updatesPerBatch,
      int miniBatches,
      Objective objective) {
    return new Rules()
        .atLeast("steps", 1, steps)
        .atLeast("problemsPerStep", 1, problemsPerStep)
        .atLeast("rolloutsPerProblem", 2, rolloutsPerProblem)
        .atLeast("updatesPerBatch", 1, updatesPerBatch)
        .atLeast("miniBatches", 1, miniBatches)
        .require(
            problemsPerStep < 1 || miniBatches <= problemsPerStep, // one message a fault
            "miniBatches",
            "must be ≤ problemsPerStep, which is %d, was %d"
                .formatted(problemsPerStep, miniBatches))
        .all("updatesPerBatch", alone(updatesPerBatch, objective))
        .all("miniBatches", alone(miniBatches, objective));
  }

  private static Rules alone(int updates, Objective objective) {
    return new Rules()
        .require(
            updates <= 1 || objective.allowsSeveralUpdates(),
            "",
            "is "
                + updates
                + ": more than one needs an algorithm that bounds the ratio, as"
                + " grpo does with `ratio: clipped`");
  }

  Learner.Means means() {
    return new Learner.Means(optimizer, tokensPerMicroBatch, activations, true, shard);
  }
}
