package io.didact.recipe.inspection;

import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.data.TeacherFormat;
import io.didact.engine.TooLongException;
import io.didact.rollout.ExplanationScorer;
import io.didact.rollout.ScoredExplanation;
import io.didact.rollout.TaughtSequence;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The values of explanations' tokens from the models themselves, for explanations from anywhere.
 *
 * @param teacher what the teacher is shown of a problem
 * @param student what the student is shown
 * @param scorer asks both
 * @param words the tokenizer of both
 */
public record TokenScoring(
    TeacherFormat teacher, StudentFormat student, ExplanationScorer scorer, Tokenizer words) {
  private static final int TOGETHER = 64;

  /** What became of some explanations: all of them, and how many are longer than a model reads. */
  record Scored(List<FoundTrace> traces, int tooLong) {}

  Scored of(List<FoundTrace> traces) {
    List<FoundTrace> scored = new ArrayList<>();
    int tooLong = 0;
    for (int from = 0; from < traces.size(); from += TOGETHER) {
      List<FoundTrace> some = traces.subList(from, Math.min(traces.size(), from + TOGETHER));
      try {
        scored.addAll(together(some));
      } catch (TooLongException e) {
        for (FoundTrace each : some) {
          try {
            scored.addAll(together(List.of(each)));
          } catch (TooLongException alone) {
            scored.add(each);
            tooLong++;
          }
        }
      }
    }
    return new Scored(scored, tooLong);
  }

  private List<FoundTrace> together(List<FoundTrace> traces) {
    List<TaughtSequence> sequences = traces.stream().map(this::sequence).toList();
    List<ScoredExplanation> scores = scorer.score(sequences, scorer.ofTeacher(sequences));
    List<FoundTrace> scored = new ArrayList<>();
    for (int i = 0; i < traces.size(); i++) {
      ScoredExplanation score = scores.get(i);
      scored.add(
          traces
              .get(i)
              .with(
                  OptionalDouble.of(score.reward().total()),
                  score.tokens().toRow(words, score.reward())));
    }
    return scored;
  }

  /** With the ids of sampling where they are the models' and write the text. */
  private TaughtSequence sequence(FoundTrace trace) {
    Problem problem = trace.problem();
    TokenIds ids = problem.traceIds();
    try {
      TokenIds think =
          ids == null || student.hasOtherIds(problem) ? student.think(trace.text()) : ids;
      return new TaughtSequence(
          teacher.prompt(problem), student.sequence(problem, think), trace.closed());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("problem " + problem.id() + ": " + e.getMessage(), e);
    }
  }
}
