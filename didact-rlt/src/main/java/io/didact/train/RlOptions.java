package io.didact.train;

import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.Objective;
import io.didact.algorithm.ReferencePull;
import io.didact.model.DecoderPass;
import java.util.ArrayList;
import java.util.List;

/**
 * Options of reinforcement learning.
 *
 * @param steps number of batches sampled
 * @param problemsPerStep questions in a batch
 * @param rolloutsPerProblem G
 * @param updatesPerBatch updates made on each batch; more than one needs an objective that bounds
 *     the ratio
 * @param schedule learning rate
 * @param optimizer AdamW and clipping
 * @param objective the algorithm
 * @param referencePull how the reference follows the policy
 * @param temperature τ of sampling and of the policy's log-probs
 * @param tokensPerMicroBatch how many tokens go through the model at once in one lane
 * @param activations whether the layers' are kept between forward and backward
 */
public record RlOptions(
    int steps,
    int problemsPerStep,
    int rolloutsPerProblem,
    int updatesPerBatch,
    LearningRateSchedule schedule,
    AdamWOptions optimizer,
    Objective objective,
    ReferencePull referencePull,
    double temperature,
    int tokensPerMicroBatch,
    DecoderPass.Activations activations) {
  public RlOptions {
    List<String> wrong = new ArrayList<>();
    if (steps < 1) {
      wrong.add("steps must be ≥ 1, was " + steps);
    }
    if (problemsPerStep < 1) {
      wrong.add("problemsPerStep must be ≥ 1, was " + problemsPerStep);
    }
    if (rolloutsPerProblem < 2) {
      wrong.add("rolloutsPerProblem must be ≥ 2, was " + rolloutsPerProblem);
    }
    if (updatesPerBatch < 1) {
      wrong.add("updatesPerBatch must be ≥ 1, was " + updatesPerBatch);
    }
    if (updatesPerBatch > 1 && !objective.allowsSeveralUpdates()) {
      wrong.add(
          "updatesPerBatch is " + updatesPerBatch + ": more than one needs clipping of the ratio");
    }
    if (!(temperature > 0)) {
      wrong.add("temperature must be > 0, was " + temperature);
    }
    if (tokensPerMicroBatch < 1) {
      wrong.add("tokensPerMicroBatch must be ≥ 1, was " + tokensPerMicroBatch);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
  }

  Learner.Means means() {
    return new Learner.Means(optimizer, tokensPerMicroBatch, activations);
  }
}
