package io.didact.rollout;

import java.util.List;

/** What completions are worth. Knows no trainer. */
public interface RolloutReward {
  /** The groups, in order, with a reward for each completion. */
  List<ScoredGroup> score(List<RolloutGroup> groups);
}
