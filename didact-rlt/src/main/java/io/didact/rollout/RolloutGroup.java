package io.didact.rollout;

import io.didact.data.Problem;
import java.util.List;

/**
 * A problem and its G completions.
 *
 * @param rollouts o_1 … o_G
 */
public record RolloutGroup(Problem problem, List<Rollout> rollouts) {
  public RolloutGroup {
    rollouts = List.copyOf(rollouts);
  }
}
