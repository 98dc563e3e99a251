package io.didact.rollout;

import io.didact.data.Problem;
import java.util.List;
import java.util.Optional;

/** What completions are worth. Knows no trainer. */
public interface RolloutReward {
  /** The groups, in order, with a reward for each completion. */
  List<ScoredGroup> score(List<RolloutGroup> groups);

  /** Whether the answer in a completion is right; nothing where the reward looks at no answers. */
  default Optional<Boolean> isRight(Problem problem, Rollout rollout) {
    return Optional.empty();
  }

  /** What is to be said before some problems are trained on, one sentence each. */
  default List<String> remarks(List<Problem> problems) {
    return List.of();
  }
}
