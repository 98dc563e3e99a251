package io.didact.rollout;

import io.didact.algorithm.KlEstimator;
import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RltReward;
import io.didact.data.Explanation;
import io.didact.data.ScoringSequence;
import io.didact.data.StudentFormat;
import io.didact.data.TeacherFormat;
import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The reward of a teacher's explanations: how well the student predicts the solution after them,
 * and how natural each step is for the student (paper eq. 3–5).
 *
 * <p>Sampled ids are spliced into the student's sequence; the teacher's own log-probs are those of
 * sampling. Only the exact KL runs the teacher again.
 */
public final class TeachingReward implements RolloutReward {
  private final RltReward reward;
  private final TeacherFormat teacherFormat;
  private final StudentFormat studentFormat;
  private final Scorer student;
  private final Scorer teacher;

  /**
   * @param student π_s
   * @param teacher π_θ; used by the exact KL only
   */
  public TeachingReward(
      RltReward reward,
      TeacherFormat teacherFormat,
      StudentFormat studentFormat,
      Scorer student,
      Scorer teacher) {
    this.reward = reward;
    this.teacherFormat = teacherFormat;
    this.studentFormat = studentFormat;
    this.student = student;
    this.teacher = teacher;
  }

  @Override
  public List<ScoredGroup> score(List<RolloutGroup> groups) {
    List<Explained> all = new ArrayList<>();
    for (RolloutGroup group : groups) {
      for (Rollout rollout : group.rollouts()) {
        Explanation explanation = teacherFormat.parse(rollout.completion());
        all.add(
            new Explained(
                rollout,
                explanation,
                studentFormat.sequence(group.problem(), explanation.think())));
      }
    }
    List<RewardBreakdown> rewards = rewards(all);
    List<ScoredGroup> scored = new ArrayList<>();
    int at = 0;
    for (RolloutGroup group : groups) {
      int end = at + group.rollouts().size();
      List<String> texts =
          all.subList(at, end).stream().map(each -> each.explanation().text()).toList();
      scored.add(new ScoredGroup(group, texts, rewards.subList(at, end)));
      at = end;
    }
    return scored;
  }

  private record Explained(Rollout rollout, Explanation explanation, ScoringSequence sequence) {
    Scorer.Request studentView() {
      return new Scorer.Request(sequence.ids(), List.of(sequence.think(), sequence.solution()));
    }

    Scorer.Pair thinkInBoth() {
      TokenIds ids = TokenIds.concat(rollout.prompt(), explanation.think());
      TokenSpan span = TokenSpan.at(rollout.prompt().size(), explanation.think().size());
      return new Scorer.Pair(
          new Scorer.Request(ids, span), new Scorer.Request(sequence.ids(), sequence.think()));
    }

    double[] thinkTeacher() {
      return Arrays.copyOf(rollout.logProbs(), explanation.think().size());
    }
  }

  private List<RewardBreakdown> rewards(List<Explained> all) {
    List<List<TokenLogProbs>> scores =
        student.score(all.stream().map(Explained::studentView).toList(), reward.temperature());
    List<List<double[]>> exact =
        reward.estimator() == KlEstimator.EXACT
            ? teacher.exactKl(
                student, all.stream().map(Explained::thinkInBoth).toList(), reward.temperature())
            : List.of();
    List<RewardBreakdown> rewards = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Explained each = all.get(i);
      double[] think = scores.get(i).get(0).values();
      double[] solution = scores.get(i).get(1).values();
      boolean closed = each.explanation().closed();
      rewards.add(
          exact.isEmpty()
              ? reward.of(solution, each.thinkTeacher(), think, closed)
              : reward.ofExact(solution, exact.get(i).get(0), closed));
    }
    return rewards;
  }
}
