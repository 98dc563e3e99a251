package io.didact.recipe.reward;

import io.didact.algorithm.CorrectnessReward;
import io.didact.config.Rules;
import io.didact.data.Problem;
import io.didact.eval.task.AnswerForm;
import io.didact.recipe.model.LoadedModel;
import io.didact.rollout.AnswerReward;
import io.didact.rollout.RolloutReward;
import java.io.IOException;
import java.util.Optional;

/**
 * The reward of ordinary reasoning RL (paper 2.1, 4.3): format and right answer.
 *
 * @param answer what an answer is
 * @param unformatted reward of a completion without the format: −1
 * @param wrong reward of a wrong answer in the format: −0.5
 * @param correct reward of a right answer in the format: 1
 * @param mustEnd whether a completion that the limit cut is unformatted, whatever is in it
 */
public record CorrectnessRewardSettings(
    AnswerForm answer, double unformatted, double wrong, double correct, boolean mustEnd)
    implements RewardSettings {
  public CorrectnessRewardSettings {
    new Rules().valid(() -> new CorrectnessReward(unformatted, wrong, correct)).done();
  }

  static CorrectnessRewardSettings defaults() {
    CorrectnessReward paper = CorrectnessReward.paper();
    return new CorrectnessRewardSettings(
        AnswerForm.EXACT, paper.unformatted(), paper.wrong(), paper.correct(), true);
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
  public Optional<String> unread(Problem problem) {
    return answer.unread(problem.expectedAnswer());
  }

  @Override
  public RolloutReward open(RewardContext context) throws IOException {
    LoadedModel policy = context.policy();
    return new AnswerReward(
        new CorrectnessReward(unformatted, wrong, correct),
        context.studentFormat(policy),
        policy.tokenizer(),
        this::isCorrect,
        mustEnd);
  }

  /** What is not decided counts as wrong. */
  boolean isCorrect(Problem problem, String given) {
    return answer.grade(given, problem.expectedAnswer()).isCorrect();
  }
}
