package io.didact.eval;

import io.didact.data.Problem;

/** Decides whether an answer solves a problem. */
@FunctionalInterface
public interface AnswerChecker {
  /**
   * Whether the answer is right. Any text is legal input: what cannot be read is wrong.
   *
   * @param answer a student's answer, as decoded, without tags
   */
  boolean correct(Problem problem, String answer);
}
