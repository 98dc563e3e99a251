package io.didact.eval;

import io.didact.data.Problem;

/** An answer is right when it is the expected one, letter by letter, but for space around it. */
public record ExactAnswer() implements AnswerChecker {
  @Override
  public boolean correct(Problem problem, String answer) {
    return answer.strip().equals(problem.expectedAnswer().strip());
  }
}
