package io.didact.recipe;

import io.didact.data.Problem;
import io.didact.eval.AnswerChecker;
import io.didact.eval.task.AnswerForm;
import java.io.IOException;
import java.util.List;

/** How an answer is judged that stands between the solution tags: by an {@link AnswerForm}. */
public enum Checker {
  /** It is the expected answer, letter by letter. */
  EXACT(AnswerForm.EXACT),
  /** It is the expected answer as mathematics, as {@code didact check} judges it. */
  MATH(AnswerForm.MATH),
  /** It is the expected whole number. */
  INTEGER(AnswerForm.INTEGER),
  /** It is the letter of the expected choice. */
  CHOICE(AnswerForm.CHOICE),
  /** It is an expression of all the numbers that comes to the target. */
  COUNTDOWN(AnswerForm.COUNTDOWN),
  /** It is any legal expression of the digits that hits the target, modulo 10. */
  DIGIT_COUNTDOWN(AnswerForm.DIGIT_COUNTDOWN);

  private final AnswerForm form;

  Checker(AnswerForm form) {
    this.form = form;
  }

  /**
   * The checker of these problems. What is not decided counts as wrong.
   *
   * @throws IOException naming a problem whose expected answer this checker cannot compare with
   */
  AnswerChecker of(List<Problem> problems) throws IOException {
    AnswerChecker checker =
        (problem, answer) -> form.judge(answer, problem.expectedAnswer()).isCorrect();
    for (Problem problem : problems) {
      try {
        checker.correct(problem, "0");
      } catch (IllegalArgumentException e) {
        throw new IOException("problem " + problem.id() + ": " + e.getMessage(), e);
      }
    }
    return checker;
  }
}
