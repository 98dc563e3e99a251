package io.didact.train;

import io.didact.data.Problem;
import io.didact.rollout.Rollout;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutGroup;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.ScoredGroup;
import io.didact.tensor.ProcessGroup;
import java.util.List;

/**
 * Problems that are not trained on: now and then the policy answers them, and the mean reward goes
 * to the metrics. Training is the same with and without. The draws are the same each time, so that
 * the policies of two steps differ in nothing else.
 *
 * @param collector samples from the policy, in its own way
 * @param temperature τ of the reward's log-probs; samples at another are scored again
 * @param every steps between two evaluations, the last step having one always; 0 for the last only
 */
public record HeldOut(
    List<Problem> problems,
    RolloutCollector collector,
    RolloutReward reward,
    double temperature,
    int every) {
  public HeldOut {
    problems = List.copyOf(problems);
  }

  boolean dueAfter(int completedSteps, int totalSteps) {
    return completedSteps == totalSteps || (every > 0 && completedSteps % every == 0);
  }

  /** This rank's part, answered and scored. */
  List<ScoredGroup> evaluate(ProcessGroup ranks) {
    List<RolloutGroup> groups = collector.collect(0, ranks.shard(problems));
    return reward.score(
        collector.sampling().logProbTemperature() == temperature
            ? groups
            : groups.stream().map(HeldOut::withoutLogProbs).toList());
  }

  private static RolloutGroup withoutLogProbs(RolloutGroup group) {
    return new RolloutGroup(
        group.problem(),
        group.rollouts().stream()
            .map(
                each ->
                    new Rollout(
                        each.prompt(),
                        each.completion(),
                        new double[0],
                        each.finish(),
                        each.seed()))
            .toList());
  }
}
