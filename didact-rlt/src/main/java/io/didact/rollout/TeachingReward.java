package io.didact.rollout;

import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RltReward;
import io.didact.data.Explanation;
import io.didact.data.StudentFormat;
import io.didact.data.TeacherFormat;
import io.didact.engine.Scorer;
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
  private final TeacherFormat teacherFormat;
  private final StudentFormat studentFormat;
  private final ExplanationScorer scorer;

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
    this.teacherFormat = teacherFormat;
    this.studentFormat = studentFormat;
    this.scorer = new ExplanationScorer(reward, student, teacher);
  }

  @Override
  public List<ScoredGroup> score(List<RolloutGroup> groups) {
    List<String> texts = new ArrayList<>();
    List<TaughtSequence> sequences = new ArrayList<>();
    List<double[]> thinkTeacher = new ArrayList<>();
    for (RolloutGroup group : groups) {
      for (Rollout rollout : group.rollouts()) {
        Explanation explanation = teacherFormat.parse(rollout.completion());
        texts.add(explanation.text());
        sequences.add(
            new TaughtSequence(
                rollout.prompt(),
                studentFormat.sequence(group.problem(), explanation.think()),
                explanation.closed()));
        thinkTeacher.add(Arrays.copyOf(rollout.logProbs(), explanation.think().size()));
      }
    }
    List<RewardBreakdown> rewards = scorer.score(sequences, thinkTeacher);
    List<ScoredGroup> scored = new ArrayList<>();
    int at = 0;
    for (RolloutGroup group : groups) {
      int end = at + group.rollouts().size();
      scored.add(new ScoredGroup(group, texts.subList(at, end), rewards.subList(at, end)));
      at = end;
    }
    return scored;
  }
}
