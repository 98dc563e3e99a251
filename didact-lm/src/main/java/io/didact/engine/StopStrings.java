package io.didact.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds texts in a stream of bytes, wherever token borders fall, by Knuth, Morris and Pratt's
 * automaton: constant work a byte, nothing is read twice.
 */
final class StopStrings {
  private final byte[][] patterns;
  private final int[][] borders;

  StopStrings(List<String> strings) {
    patterns =
        strings.stream()
            .map(string -> string.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    borders = new int[patterns.length][];
    for (int i = 0; i < patterns.length; i++) {
      borders[i] = borders(patterns[i]);
    }
  }

  boolean isEmpty() {
    return patterns.length == 0;
  }

  /** The state of one stream: how much of each text its end matches. */
  final class Stream {
    private final int[] matched = new int[patterns.length];

    /** Reads on; true as soon as one of the texts is complete. */
    boolean endsWithin(byte[] bytes) {
      for (byte next : bytes) {
        for (int i = 0; i < patterns.length; i++) {
          matched[i] = advance(i, matched[i], next);
          if (matched[i] == patterns[i].length) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private int advance(int pattern, int matched, byte next) {
    int length = matched;
    while (length > 0 && patterns[pattern][length] != next) {
      length = borders[pattern][length - 1];
    }
    return patterns[pattern][length] == next ? length + 1 : length;
  }

  /** For each prefix, the length of its longest proper border. */
  private static int[] borders(byte[] pattern) {
    int[] border = new int[pattern.length];
    int length = 0;
    for (int i = 1; i < pattern.length; i++) {
      while (length > 0 && pattern[length] != pattern[i]) {
        length = border[length - 1];
      }
      length = pattern[length] == pattern[i] ? length + 1 : 0;
      border[i] = length;
    }
    return border;
  }
}
