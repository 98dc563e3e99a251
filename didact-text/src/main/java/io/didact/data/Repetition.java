package io.didact.data;

import io.didact.text.TokenIds;
import java.util.HashSet;
import java.util.Set;

/**
 * How much a text repeats itself: rep-4, the share of its 4-grams of tokens that stood in it
 * before, 1 − distinct / all (rep-n of arXiv 2202.06417).
 */
public final class Repetition {
  /** n, tokens of an n-gram. */
  public static final int N = 4;

  private Repetition() {}

  /** In [0, 1); 0 of a text with fewer than {@value #N} tokens. */
  public static double of(TokenIds text) {
    int all = text.size() - N + 1;
    if (all < 1) {
      return 0;
    }
    Set<TokenIds> distinct = new HashSet<>();
    for (int i = 0; i < all; i++) {
      distinct.add(text.slice(i, i + N));
    }
    return 1 - (double) distinct.size() / all;
  }
}
