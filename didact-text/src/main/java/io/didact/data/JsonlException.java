package io.didact.data;

/** A line of a JSONL file that is not what it should be; the message names file and line. */
public class JsonlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final long line;

  /**
   * @param source the file's name
   * @param line counted from 1
   */
  public JsonlException(String source, long line, String what) {
    super(source + ":" + line + ": " + what);
    this.source = source;
    this.line = line;
  }

  /** The file's name. */
  public String source() {
    return source;
  }

  /** The line, counted from 1. */
  public long line() {
    return line;
  }
}
