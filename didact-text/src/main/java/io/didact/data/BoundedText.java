package io.didact.data;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that a regular expression may look at so often and no oftener: an expression that somebody
 * gives may take longer than anybody waits, {@code (a+)(a+)(a+)(a+)b} on many a's. The bound counts
 * looks, so it is the same on every machine.
 */
public final class BoundedText implements CharSequence {
  /** Looks at characters; as many take about a tenth of a second. */
  private static final long MOST = 10_000_000;

  private final CharSequence text;
  private final long[] looks;

  private BoundedText(CharSequence text, long[] looks) {
    this.text = text;
    this.looks = looks;
  }

  /** What is done with a matcher. */
  public interface Search<T> {
    T of(Matcher matcher);
  }

  /** What a search for a pattern in a text gives; nothing where it takes too long. */
  public static <T> Optional<T> search(Pattern pattern, String text, Search<T> search) {
    try {
      return Optional.of(search.of(pattern.matcher(new BoundedText(text, new long[1]))));
    } catch (TooManyLooksException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  @Override
  public char charAt(int index) {
    if (++looks[0] > MOST) {
      throw new TooManyLooksException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BoundedText(text.subSequence(start, end), looks);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private static final class TooManyLooksException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyLooksException() {
      super("too many looks", null, false, false);
    }
  }
}
