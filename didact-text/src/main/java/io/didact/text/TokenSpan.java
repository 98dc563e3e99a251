package io.didact.text;

/**
 * A half-open range of token positions, {@code [start, end)}.
 *
 * @param start first position, never negative
 * @param end one past the last position, at least {@code start}
 */
public record TokenSpan(int start, int end) {
  public TokenSpan {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a token span: [" + start + ", " + end + ")");
    }
  }

  /** The span of {@code length} tokens from {@code start} on. */
  public static TokenSpan at(int start, int length) {
    return new TokenSpan(start, start + length);
  }

  public int length() {
    return end - start;
  }

  public boolean isEmpty() {
    return start == end;
  }
}
