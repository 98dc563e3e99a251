package io.didact.answers.compute;

import java.io.Serial;

/** Comparing two answers would take more work than {@link Budget} allows. */
public final class OverBudgetException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String what;

  public OverBudgetException(String what) {
    super(what, null, false, false);
    this.what = what;
  }

  @Override
  public String getMessage() {
    return what;
  }
}
