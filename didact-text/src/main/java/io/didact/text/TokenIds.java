package io.didact.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An immutable sequence of token ids with value equality.
 *
 * <p>What was sampled is what is scored: ids travel from the sampler to the scorer and the trainer
 * unchanged, text is made from them only for people and for answer checkers.
 */
public final class TokenIds {
  /** The sequence of length 0. */
  public static final TokenIds EMPTY = new TokenIds(new int[0]);

  private final int[] ids;

  private TokenIds(int[] ids) {
    this.ids = ids;
  }

  /**
   * A sequence of the given ids; the array is copied.
   *
   * @throws IllegalArgumentException if an id is negative
   */
  public static TokenIds of(int... ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        throw new IllegalArgumentException(
            "token id " + ids[i] + " at position " + i + " is negative");
      }
    }
    return ids.length == 0 ? EMPTY : new TokenIds(ids.clone());
  }

  /** A sequence of the given ids. */
  public static TokenIds of(Collection<Integer> ids) {
    return of(ids.stream().mapToInt(Integer::intValue).toArray());
  }

  /** All parts, one after another. */
  public static TokenIds concat(TokenIds... parts) {
    return concat(List.of(parts));
  }

  /** All parts, one after another. */
  public static TokenIds concat(List<TokenIds> parts) {
    int[] all = new int[parts.stream().mapToInt(TokenIds::size).sum()];
    int at = 0;
    for (TokenIds part : parts) {
      System.arraycopy(part.ids, 0, all, at, part.ids.length);
      at += part.ids.length;
    }
    return all.length == 0 ? EMPTY : new TokenIds(all);
  }

  public int size() {
    return ids.length;
  }

  public boolean isEmpty() {
    return ids.length == 0;
  }

  /** The id at {@code position}, counted from 0. */
  public int get(int position) {
    return ids[position];
  }

  /** The ids from {@code start} (inclusive) to {@code end} (exclusive). */
  public TokenIds slice(int start, int end) {
    if (start < 0 || end < start || end > ids.length) {
      throw new IndexOutOfBoundsException(
          "slice [" + start + ", " + end + ") of " + ids.length + " token ids");
    }
    return start == end ? EMPTY : new TokenIds(Arrays.copyOfRange(ids, start, end));
  }

  /** The ids of a span. */
  public TokenIds slice(TokenSpan span) {
    return slice(span.start(), span.end());
  }

  /** A copy of the ids. */
  public int[] toArray() {
    return ids.clone();
  }

  public IntStream stream() {
    return Arrays.stream(ids);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenIds that && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids);
  }
}
