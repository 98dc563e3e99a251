package io.didact.answers;

/** An expected answer is none of the kind that is graded; the message says which. */
public final class ExpectedAnswerException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public ExpectedAnswerException(String message) {
    super(message);
  }
}
