package io.didact.answers.compute;

import java.io.Serial;

/** A text is not mathematics that the parser knows. */
public final class UnreadableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String what;

  public UnreadableException(String what) {
    super(what, null, false, false);
    this.what = what;
  }

  @Override
  public String getMessage() {
    return what;
  }
}
