package io.didact.rollout;

import io.didact.algorithm.KlEstimator;
import io.didact.algorithm.RltReward;
import io.didact.data.ScoringSequence;
import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.engine.TokenScorer;
import java.util.ArrayList;
import java.util.List;

/**
 * The reward of explanations from the models themselves (paper eq. 3–5).
 *
 * @param student π_s; in this process for the exact KL
 * @param teacher π_θ; asked where its log-probs did not come with the samples, and by the exact KL
 */
public record ExplanationScorer(RltReward reward, TokenScorer student, Scorer teacher) {

  /** Rewards of explanations that were not sampled here: both models read them. */
  public List<ScoredExplanation> score(List<TaughtSequence> all) {
    boolean asksTeacher = reward.teacherTerm() && reward.estimator() != KlEstimator.EXACT;
    return score(all, asksTeacher ? ofTeacher(all) : List.of());
  }

  /** For each of some explanations, [think tokens] log π_θ as the teacher reads them now. */
  public List<double[]> ofTeacher(List<TaughtSequence> all) {
    return teacher
        .score(all.stream().map(TaughtSequence::teacherView).toList(), reward.temperature())
        .stream()
        .map(spans -> spans.get(0).values())
        .toList();
  }

  /**
   * Rewards of explanations that the teacher has just sampled.
   *
   * @param thinkTeacher for each of them, [think tokens] log π_θ of sampling; for none where they
   *     are not known, which only the exact KL and a reward without the teacher's term admit
   */
  public List<ScoredExplanation> score(List<TaughtSequence> all, List<double[]> thinkTeacher) {
    List<List<TokenLogProbs>> scores =
        student.score(all.stream().map(TaughtSequence::studentView).toList(), reward.temperature());
    List<List<double[]>> exact =
        reward.estimator() == KlEstimator.EXACT
            ? teacher.exactKl(
                student.here().orElseThrow(),
                all.stream().map(TaughtSequence::thinkInBoth).toList(),
                reward.temperature())
            : List.of();
    List<ScoredExplanation> scored = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      double[] think = scores.get(i).get(0).values();
      double[] solution = scores.get(i).get(1).values();
      double[] known = thinkTeacher.isEmpty() ? new double[0] : thinkTeacher.get(i);
      double[] kl = exact.isEmpty() ? new double[0] : exact.get(i).get(0);
      boolean closed = all.get(i).closed();
      ScoringSequence student = all.get(i).student();
      scored.add(
          new ScoredExplanation(
              exact.isEmpty()
                  ? reward.of(
                      solution,
                      reward.teacherTerm() ? known : new double[think.length],
                      think,
                      closed)
                  : reward.ofExact(solution, kl, closed),
              new TokenValues(
                  student.ids().slice(student.think()),
                  TokenValues.floats(known),
                  TokenValues.floats(think),
                  TokenValues.floats(kl),
                  student.ids().slice(student.solution()),
                  TokenValues.floats(solution))));
    }
    return scored;
  }
}
