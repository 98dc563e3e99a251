package io.didact.rollout;

import io.didact.algorithm.CorrectnessReward;
import io.didact.algorithm.RewardBreakdown;
import io.didact.data.Problem;
import io.didact.data.StudentAnswer;
import io.didact.data.StudentFormat;
import io.didact.engine.Finish;
import io.didact.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The sparse reward of ordinary reasoning RL: format and answer of a student's completion. */
public final class AnswerReward implements RolloutReward {
  private final CorrectnessReward reward;
  private final StudentFormat format;
  private final Tokenizer tokenizer;
  private final BiPredicate<Problem, String> right;
  private final boolean mustEnd;

  /**
   * @param right whether an answer is right: the problem and the text between the solution tags;
   *     any text is a legal answer
   * @param mustEnd whether only a completion that ended by itself has the format
   */
  public AnswerReward(
      CorrectnessReward reward,
      StudentFormat format,
      Tokenizer tokenizer,
      BiPredicate<Problem, String> right,
      boolean mustEnd) {
    this.reward = reward;
    this.format = format;
    this.tokenizer = tokenizer;
    this.right = right;
    this.mustEnd = mustEnd;
  }

  @Override
  public List<ScoredGroup> score(List<RolloutGroup> groups) {
    return groups.stream().map(this::score).toList();
  }

  private ScoredGroup score(RolloutGroup group) {
    Problem problem = group.problem();
    List<String> texts = new ArrayList<>();
    List<RewardBreakdown> rewards = new ArrayList<>();
    for (Rollout rollout : group.rollouts()) {
      texts.add(tokenizer.decode(rollout.completion()));
      Optional<String> answer = answer(rollout);
      rewards.add(reward.of(answer.isPresent(), isRight(problem, answer)));
    }
    return new ScoredGroup(group, texts, rewards);
  }

  @Override
  public Optional<Boolean> isRight(Problem problem, Rollout rollout) {
    return Optional.of(isRight(problem, answer(rollout)));
  }

  private boolean isRight(Problem problem, Optional<String> answer) {
    return answer.isPresent() && right.test(problem, answer.get());
  }

  /** What stands between the solution tags, where the completion has the format. */
  private Optional<String> answer(Rollout rollout) {
    StudentAnswer answer = format.parse(rollout.completion());
    boolean formatted = answer.formatted() && (rollout.finish() == Finish.STOP || !mustEnd);
    return formatted ? Optional.of(answer.solution()) : Optional.empty();
  }
}
