package io.didact.eval;

import io.didact.data.Problem;
import io.didact.data.synthetic.Domain;
import io.didact.data.synthetic.Task;

/**
 * An answer is right when the domain says so: a countdown may have several right answers.
 *
 * @param domain that all questions must belong to
 */
public record DomainAnswer(Domain domain) implements AnswerChecker {
  /**
   * @throws IllegalArgumentException naming the problem, if its question is not of the domain
   */
  @Override
  public boolean correct(Problem problem, String answer) {
    return task(problem).correct(answer);
  }

  private Task task(Problem problem) {
    try {
      return domain.parse(problem.question());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "problem " + problem.id() + " cannot be checked: " + e.getMessage(), e);
    }
  }
}
