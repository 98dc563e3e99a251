package io.didact.data;

/** A row that is whole and cannot be used: the rows after it can be read all the same. */
final class BadRowException extends JsonlException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  BadRowException(String source, long line, String what) {
    super(source, line, what);
    this.reason =
        what.replaceFirst("^problem [^:]*: ", "").replaceFirst("(?s)(, was |; there are: ).*", "");
  }

  /** What is wrong, without what differs from row to row. */
  String reason() {
    return reason;
  }
}
