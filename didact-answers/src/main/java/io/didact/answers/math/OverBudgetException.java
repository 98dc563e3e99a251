package io.didact.answers.math;

import java.io.Serial;

/** Comparing two answers would take more work than {@link Budget} allows. */
final class OverBudgetException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String what;

  OverBudgetException(String what) {
    super(what, null, false, false);
    this.what = what;
  }

  @Override
  public String getMessage() {
    return what;
  }
}
