package io.didact.http;

import java.io.IOException;

/** A server will not answer this request; another may do. */
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
