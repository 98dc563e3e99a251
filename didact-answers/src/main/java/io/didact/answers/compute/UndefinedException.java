package io.didact.answers.compute;

import java.io.Serial;

/** An expression has no value at a point: a division by 0, the square root of −1 among reals. */
public final class UndefinedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String what;

  UndefinedException(String what) {
    super(what, null, false, false);
    this.what = what;
  }

  @Override
  public String getMessage() {
    return what;
  }
}
