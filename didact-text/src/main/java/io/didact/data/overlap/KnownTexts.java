package io.didact.data.overlap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Texts that are looked for in others, as the questions of an evaluation in training data. Of a
 * known text with fewer than n words all of it is one n-gram.
 */
public final class KnownTexts {
  private static final int FILTER_BITS = 24;

  /** Lengths of n-grams: n, and those of shorter known texts. */
  private final int[] lengths;

  /** N-gram → the known texts that have it. */
  private final Map<Long, int[]> holders = new HashMap<>();

  /** The last bits of all n-grams: most others are told apart by these. */
  private final BitSet filter = new BitSet(1 << FILTER_BITS);

  /** Of each known text, how many different n-grams it has. */
  private final int[] sizes;

  /**
   * @param texts that are known; those without a word are never found
   * @param n words of an n-gram, at least 1
   */
  public KnownTexts(List<String> texts, int n) {
    Set<Integer> all = new TreeSet<>();
    sizes = new int[texts.size()];
    for (int text = 0; text < sizes.length; text++) {
      Words words = Words.of(texts.get(text));
      long[] grams = words.grams(n);
      sizes[text] = grams.length;
      if (grams.length > 0) {
        all.add(Math.min(n, words.count()));
      }
      int[] self = {text};
      for (long gram : grams) {
        filter.set(bits(gram));
        holders.merge(gram, self, KnownTexts::both);
      }
    }
    lengths = all.stream().mapToInt(length -> length).toArray();
  }

  private static int[] both(int[] some, int[] more) {
    int[] both = Arrays.copyOf(some, some.length + 1);
    both[some.length] = more[0];
    return both;
  }

  private static int bits(long gram) {
    return (int) gram & ((1 << FILTER_BITS) - 1);
  }

  /**
   * A known text that was found.
   *
   * @param index which
   * @param share of its n-grams that are in the other text, in (0, 1]
   */
  public record Match(int index, double share) {}

  /** The known text of which most is in a text, the first of equal ones; nothing without any. */
  public Optional<Match> find(String text) {
    Words words = Words.of(text);
    Set<Long> met = new HashSet<>();
    for (int length : lengths) {
      for (int i = 0; i + length <= words.count(); i++) {
        long gram = words.gram(i, length);
        if (filter.get(bits(gram)) && holders.containsKey(gram)) {
          met.add(gram);
        }
      }
    }
    Map<Integer, Integer> shared = new TreeMap<>();
    met.forEach(
        gram -> {
          for (int holder : holders.getOrDefault(gram, new int[0])) {
            shared.merge(holder, 1, Integer::sum);
          }
        });
    List<Match> matches = new ArrayList<>();
    shared.forEach((known, count) -> matches.add(new Match(known, (double) count / sizes[known])));
    return matches.stream().reduce((a, b) -> b.share() > a.share() ? b : a);
  }
}
