package io.didact.rollout;

import io.didact.algorithm.RewardBreakdown;
import java.util.List;

/**
 * A group with the reward of each completion.
 *
 * @param texts what people read of each completion
 * @param rewards r_1 … r_G
 */
public record ScoredGroup(RolloutGroup group, List<String> texts, List<RewardBreakdown> rewards) {
  public ScoredGroup {
    texts = List.copyOf(texts);
    rewards = List.copyOf(rewards);
    if (rewards.size() != group.rollouts().size() || texts.size() != rewards.size()) {
      throw new IllegalArgumentException(
          rewards.size() + " rewards for " + group.rollouts().size() + " rollouts");
    }
  }

  /** The totals. */
  public double[] totals() {
    return rewards.stream().mapToDouble(RewardBreakdown::total).toArray();
  }
}
