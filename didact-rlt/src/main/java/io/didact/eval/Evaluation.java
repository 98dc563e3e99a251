package io.didact.eval;

import io.didact.engine.Finish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a model makes of a set of problems.
 *
 * @param answers at least one, problem by problem
 * @param accuracy share of correct answers with its 95 % interval
 */
public record Evaluation(List<JudgedAnswer> answers, Accuracy accuracy) {
  public Evaluation {
    answers = List.copyOf(answers);
    if (answers.size() != accuracy.n()) {
      throw new IllegalArgumentException(
          "an accuracy over " + accuracy.n() + " answers, but " + answers.size() + " answers");
    }
  }

  /** Mean number of tokens written. */
  public double meanTokens() {
    return answers.stream().mapToLong(JudgedAnswer::tokens).sum() / (double) answers.size();
  }

  /** Share of answers that the length limit cut, in [0, 1]. */
  public double truncated() {
    return share(answer -> answer.finish() == Finish.LENGTH);
  }

  /** Share of answers in the student's format, in [0, 1]. */
  public double formatted() {
    return share(JudgedAnswer::formatted);
  }

  private double share(Predicate<JudgedAnswer> holds) {
    return answers.stream().filter(holds).count() / (double) answers.size();
  }

  /** Writes one row an answer; the file appears only when it is complete. */
  public void write(Path file) throws IOException {
    JudgedAnswer.write(file, answers);
  }
}
