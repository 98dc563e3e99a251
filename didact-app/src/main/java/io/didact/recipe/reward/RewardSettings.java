package io.didact.recipe.reward;

import io.didact.config.Rules;
import io.didact.data.Problem;
import io.didact.data.TagFormat;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import io.didact.rollout.RolloutReward;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

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

  /** Whether a server asks those models, so that they are no work of this machine. */
  default boolean isServed() {
    return false;
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
   * Looks at problems before anything is sampled: whether a completion could be scored.
   *
   * @param models gives those that it asks
   * @param format the tags, before they are joined with a model
   * @return of a problem and the tokens of its longest completion; throws a {@link
   *     io.didact.engine.TooLongException} where a model that it asks has too few positions, and
   *     another {@link IllegalArgumentException} where a problem's texts cannot be written; is
   *     called by several threads
   */
  default ObjIntConsumer<Problem> room(ModelInfo.Directory models, TagFormat format)
      throws IOException {
    return (problem, tokens) -> {};
  }

  /**
   * Loads what it asks and makes the reward.
   *
   * @param context gives the policy and other models; what it opens is closed with it
   */
  RolloutReward open(RewardContext context) throws IOException;
}
