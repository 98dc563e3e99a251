package io.didact.rollout;

import io.didact.algorithm.RewardBreakdown;
import java.util.ArrayList;
import java.util.List;

/**
 * A group with the reward of each completion.
 *
 * @param texts what people read of each completion
 * @param rewards r_1 … r_G
 * @param tokens of each completion what its reward was made of; none where that is no tokens
 */
public record ScoredGroup(
    RolloutGroup group,
    List<String> texts,
    List<RewardBreakdown> rewards,
    List<TokenValues> tokens) {
  public ScoredGroup {
    texts = List.copyOf(texts);
    rewards = List.copyOf(rewards);
    tokens = List.copyOf(tokens);
    if (rewards.size() != group.rollouts().size() || texts.size() != rewards.size()) {
      throw new IllegalArgumentException(
          rewards.size() + " rewards for " + group.rollouts().size() + " rollouts");
    }
    if (!tokens.isEmpty() && tokens.size() != rewards.size()) {
      throw new IllegalArgumentException(
          "values of the tokens of " + tokens.size() + " of " + rewards.size() + " rollouts");
    }
  }

  /** A group whose rewards are not made of tokens. */
  public ScoredGroup(RolloutGroup group, List<String> texts, List<RewardBreakdown> rewards) {
    this(group, texts, rewards, List.of());
  }

  /**
   * Deals out what was found for all completions at once, where no reward is made of tokens.
   *
   * @param texts of all completions of all groups, in order
   * @param rewards likewise
   */
  public static List<ScoredGroup> of(
      List<RolloutGroup> groups, List<String> texts, List<RewardBreakdown> rewards) {
    return of(groups, texts, rewards, List.of());
  }

  /**
   * Deals out what was found for all completions at once.
   *
   * @param texts of all completions of all groups, in order
   * @param rewards likewise
   * @param tokens likewise, or none
   */
  static List<ScoredGroup> of(
      List<RolloutGroup> groups,
      List<String> texts,
      List<RewardBreakdown> rewards,
      List<TokenValues> tokens) {
    List<ScoredGroup> scored = new ArrayList<>();
    int at = 0;
    for (RolloutGroup group : groups) {
      int end = at + group.rollouts().size();
      scored.add(
          new ScoredGroup(
              group,
              texts.subList(at, end),
              rewards.subList(at, end),
              tokens.isEmpty() ? tokens : tokens.subList(at, end)));
      at = end;
    }
    return scored;
  }

  /** The totals. */
  public double[] totals() {
    return rewards.stream().mapToDouble(RewardBreakdown::total).toArray();
  }
}
