package io.didact.data;

/** A row that is whole and cannot be used: the rows after it can be read all the same. */
final class BadRowException extends JsonlException {
  private static final long serialVersionUID = 1L;

  BadRowException(String source, long line, String what) {
    super(source, line, what);
  }
}
