package io.didact.rollout;

import io.didact.algorithm.KlEstimator;
import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RltReward;
import io.didact.data.ScoringSequence;
import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import java.util.ArrayList;
import java.util.List;

/**
 * The reward of explanations from the models themselves (paper eq. 3–5).
 *
 * @param student π_s
 * @param teacher π_θ; asked where its log-probs did not come with the samples, and by the exact KL
 */
public record ExplanationScorer(RltReward reward, Scorer student, Scorer teacher) {

  /** Rewards of explanations that were not sampled here: both models read them. */
  public List<RewardBreakdown> score(List<TaughtSequence> all) {
    boolean asksTeacher = reward.teacherTerm() && reward.estimator() != KlEstimator.EXACT;
    List<double[]> thinkTeacher =
        asksTeacher
            ? teacher
                .score(all.stream().map(TaughtSequence::teacherView).toList(), reward.temperature())
                .stream()
                .map(spans -> spans.get(0).values())
                .toList()
            : all.stream().map(each -> new double[each.student().think().length()]).toList();
    return score(all, thinkTeacher);
  }

  /**
   * Rewards of explanations that the teacher has just sampled.
   *
   * @param thinkTeacher for each of them, [think tokens] log π_θ of sampling; not looked at by the
   *     exact KL
   */
  public List<RewardBreakdown> score(List<TaughtSequence> all, List<double[]> thinkTeacher) {
    List<List<TokenLogProbs>> scores =
        student.score(all.stream().map(TaughtSequence::studentView).toList(), reward.temperature());
    List<List<double[]>> exact =
        reward.estimator() == KlEstimator.EXACT
            ? teacher.exactKl(
                student,
                all.stream().map(TaughtSequence::thinkInBoth).toList(),
                reward.temperature())
            : List.of();
    List<RewardBreakdown> rewards = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      double[] think = scores.get(i).get(0).values();
      double[] solution = scores.get(i).get(1).values();
      boolean closed = all.get(i).closed();
      rewards.add(
          exact.isEmpty()
              ? reward.of(solution, thinkTeacher.get(i), think, closed)
              : reward.ofExact(solution, exact.get(i).get(0), closed));
    }
    return rewards;
  }
}
