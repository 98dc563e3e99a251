package io.didact.recipe;

import io.didact.algorithm.CorrectnessReward;
import io.didact.config.Rules;
import io.didact.rollout.AnswerReward;
import io.didact.rollout.RolloutReward;
import java.io.IOException;

/**
 * The reward of ordinary reasoning RL (paper 2.1, 4.3): format and right answer.
 *
 * @param checker how an answer is judged
 * @param unformatted reward of a completion without the format: −1
 * @param wrong reward of a wrong answer in the format: −0.5
 * @param correct reward of a right answer in the format: 1
 */
public record CorrectnessRewardSettings(
    Checker checker, double unformatted, double wrong, double correct) implements RewardSettings {
  public CorrectnessRewardSettings {
    new Rules().valid(() -> new CorrectnessReward(unformatted, wrong, correct)).done();
  }

  static CorrectnessRewardSettings defaults() {
    CorrectnessReward paper = CorrectnessReward.paper();
    return new CorrectnessRewardSettings(
        Checker.EXACT, paper.unformatted(), paper.wrong(), paper.correct());
  }

  @Override
  public Rules rules(PolicyView view) {
    return new Rules()
        .require(
            view == PolicyView.STUDENT,
            "type",
            "`correctness` pays for answers, which a policy writes in the view `student` alone");
  }

  @Override
  public RolloutReward open(RewardContext context) throws IOException {
    LoadedModel policy = context.policy();
    return new AnswerReward(
        new CorrectnessReward(unformatted, wrong, correct),
        context.studentFormat(policy),
        policy.tokenizer(),
        checker.of(context.problems())::correct);
  }
}
