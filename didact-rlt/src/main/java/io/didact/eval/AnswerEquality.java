package io.didact.eval;

/** Whether two answers that models gave say the same. Where that cannot be decided, they do not. */
@FunctionalInterface
public interface AnswerEquality {
  /** Only answers that are spelled alike. */
  AnswerEquality SPELLING = String::equals;

  /** Whether they do; symmetric, and true of an answer and itself. */
  boolean same(String answer, String other);
}
