package io.didact.algorithm;

import io.didact.config.Rules;
import java.util.List;

/**
 * The sparse reward of ordinary reasoning RL (paper 2.1), for baselines and cold-started students.
 *
 * @param unformatted when the completion does not have the format, whatever it says: −1
 * @param wrong when it has the format and a wrong answer: −0.5
 * @param correct when it has the format and the right answer: 1
 */
public record CorrectnessReward(double unformatted, double wrong, double correct) {
  public CorrectnessReward {
    new Rules("correctness reward")
        .require(Double.isFinite(unformatted), "unformatted", "a finite number", unformatted)
        .require(Double.isFinite(wrong), "wrong", "a finite number", wrong)
        .require(Double.isFinite(correct), "correct", "a finite number", correct)
        .require(
            !(unformatted > wrong) && !(wrong > correct),
            "unformatted ≤ wrong ≤ correct must hold, were %s, %s, %s"
                .formatted(unformatted, wrong, correct))
        .done();
  }

  /** −1, −0.5, 1. */
  public static CorrectnessReward paper() {
    return new CorrectnessReward(-1, -0.5, 1);
  }

  /**
   * The reward of one completion, as a breakdown with the single term {@code correctness}.
   *
   * @param formatted whether the completion has the expected format
   * @param right whether its answer is right; without the format this does not count
   */
  public RewardBreakdown of(boolean formatted, boolean right) {
    RewardTerm term;
    if (!formatted) {
      term = new RewardTerm.Fixed("correctness", unformatted, "not in the expected format");
    } else if (!right) {
      term = new RewardTerm.Fixed("correctness", wrong, "formatted, wrong answer");
    } else {
      term = new RewardTerm.Fixed("correctness", correct, "formatted, right answer");
    }
    return new RewardBreakdown(List.of(term));
  }
}
