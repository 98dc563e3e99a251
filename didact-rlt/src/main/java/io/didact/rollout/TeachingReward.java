package io.didact.rollout;

import io.didact.algorithm.RltReward;
import io.didact.data.Explanation;
import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.data.View;
import io.didact.engine.Scorer;
import io.didact.engine.TokenScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The reward of a teacher's explanations: how well the student predicts the solution after them,
 * and how natural each step is for the student (paper eq. 3–5).
 *
 * <p>Sampled ids are spliced into the student's sequence; the teacher's own log-probs are those of
 * sampling. The teacher is run again for the exact KL alone, and where the engine gave no
 * log-probs.
 */
public final class TeachingReward implements RolloutReward {
  private final View view;
  private final StudentFormat studentFormat;
  private final ExplanationScorer scorer;
  private final OpeningCheck openings;

  /**
   * @param view in which the explanations were sampled
   * @param student π_s; in this process for the exact KL
   * @param teacher π_θ; asked by the exact KL, and where the engine gives no log-probs
   */
  public TeachingReward(
      RltReward reward,
      View view,
      StudentFormat studentFormat,
      TokenScorer student,
      Scorer teacher) {
    this(reward, view, studentFormat, student, teacher, List.of(), 0);
  }

  /**
   * @param openings that explanations are wanted to have
   * @param openingAtLeast mean probability to the student below which one is told of
   */
  public TeachingReward(
      RltReward reward,
      View view,
      StudentFormat studentFormat,
      TokenScorer student,
      Scorer teacher,
      List<String> openings,
      double openingAtLeast) {
    this.view = view;
    this.studentFormat = studentFormat;
    this.scorer = new ExplanationScorer(reward, student, teacher);
    this.openings =
        new OpeningCheck(studentFormat, student, openings, openingAtLeast, reward.temperature());
  }

  @Override
  public List<ScoredGroup> score(List<RolloutGroup> groups) {
    List<String> texts = new ArrayList<>();
    List<TaughtSequence> sequences = new ArrayList<>();
    List<double[]> thinkTeacher = new ArrayList<>();
    boolean known = true;
    for (RolloutGroup group : groups) {
      for (Rollout rollout : group.rollouts()) {
        Explanation explanation = view.thought(rollout.completion());
        texts.add(explanation.text());
        sequences.add(
            new TaughtSequence(
                rollout.prompt(),
                studentFormat.sequence(group.problem(), explanation.think()),
                explanation.closed()));
        known &= rollout.logProbs().length == rollout.completion().size();
        thinkTeacher.add(Arrays.copyOf(rollout.logProbs(), explanation.think().size()));
      }
    }
    List<ScoredExplanation> scored =
        known ? scorer.score(sequences, thinkTeacher) : scorer.score(sequences);
    return ScoredGroup.of(
        groups,
        texts,
        scored.stream().map(ScoredExplanation::reward).toList(),
        scored.stream().map(ScoredExplanation::tokens).toList());
  }

  @Override
  public List<String> remarks(List<Problem> problems) {
    return openings.remarks(problems);
  }
}
