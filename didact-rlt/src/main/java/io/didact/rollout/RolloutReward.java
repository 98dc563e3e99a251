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

  /**
   * Looks at a problem before anything is sampled: whether it could score the longest completion.
   *
   * @param maxNewTokens tokens of that
   * @throws io.didact.engine.TooLongException where a model that it asks has too few positions
   * @throws IllegalArgumentException where the problem's texts cannot be written
   */
  default void examine(Problem problem, int maxNewTokens) {}

  /** What is to be said before some problems are trained on, one sentence each. */
  default List<String> remarks(List<Problem> problems) {
    return List.of();
  }
}
