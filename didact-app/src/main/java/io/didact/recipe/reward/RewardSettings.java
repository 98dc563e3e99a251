package io.didact.recipe.reward;

import io.didact.config.Rules;
import io.didact.data.Problem;
import io.didact.recipe.model.ModelRef;
import io.didact.rollout.RolloutReward;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy's completions are worth: the key {@code reward} of a stage, whose {@code type}
 * chooses. The choices are open: an {@link io.didact.config.Extension} brings others
 * (docs/adding-a-reward.md).
 */
public interface RewardSettings {
  /** Models that it asks, by the key that names them. */
  default Map<String, ModelRef> models() {
    return Map.of();
  }

  /** Whether the policy too reads what it has written, for more than the log-probs of sampling. */
  default boolean readsPolicyAgain() {
    return false;
  }

  /** What must hold for a policy in this view. */
  default Rules rules(PolicyView view) {
    return new Rules();
  }

  /**
   * Looks at a problem's expected answer before anything runs.
   *
   * @return the answer and why it cannot be read, where only what is written alike is then right
   * @throws IllegalArgumentException where no completion could be rewarded by it
   */
  default Optional<String> unread(Problem problem) {
    return Optional.empty();
  }

  /**
   * Loads what it asks and makes the reward.
   *
   * @param context gives the policy and other models; what it opens is closed with it
   */
  RolloutReward open(RewardContext context) throws IOException;
}
