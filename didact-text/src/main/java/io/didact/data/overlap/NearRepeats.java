package io.didact.data.overlap;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds texts that nearly repeat an earlier one. The overlap of two texts is that of their sets of
 * n-grams, |A ∩ B| / |A ∪ B|.
 *
 * <p>Two sets with an overlap of at least t share one of the |A| − ⌈t|A|⌉ + 1 rarest n-grams of
 * either (prefix filtering; Chaudhuri, Ganti, Kaushik, "A primitive operator for similarity joins
 * in data cleaning", 2006). So only texts that share a rare n-gram are compared, and what all texts
 * begin with costs nothing. The result is that of comparing all pairs.
 */
public final class NearRepeats {
  /** Against the rounding of products such as 0.7 · 10. */
  private static final double ROUNDING = 1e-9;

  private final double overlap;

  /** Of each text, its n-grams by their ranks, the rarest first. */
  private final int[][] texts;

  /** N-gram → last entry of the texts that have it among their rarest; 0 for none. */
  private final int[] last;

  private int[] entryText = new int[1024];
  private int[] entryBefore = new int[1024];
  private int entries = 1;

  private NearRepeats(int[][] texts, int grams, double overlap) {
    this.texts = texts;
    this.last = new int[grams];
    this.overlap = overlap;
  }

  /**
   * Looks at all texts, in order. One that repeats another is not compared with later ones.
   *
   * @param n words of an n-gram
   * @param overlap from which on a text repeats another, in (0, 1]
   * @return for each text the first that it repeats, −1 where it repeats none
   */
  public static int[] of(List<String> texts, int n, double overlap) {
    long[][] grams =
        texts.parallelStream().map(text -> Words.of(text).grams(n)).toArray(long[][]::new);
    GramTable table = new GramTable(Stream.of(grams).mapToLong(each -> each.length).sum());
    int[][] ranked = new int[grams.length][];
    for (int text = 0; text < grams.length; text++) {
      ranked[text] = Arrays.stream(grams[text]).mapToInt(table::add).toArray();
    }
    int[] ranks = table.ranks();
    Stream.of(ranked)
        .parallel()
        .forEach(
            each -> {
              Arrays.setAll(each, i -> ranks[each[i]]);
              Arrays.sort(each);
            });
    return new NearRepeats(ranked, table.different(), overlap).find();
  }

  private int[] find() {
    int[] repeated = new int[texts.length];
    int[] comparedWith = new int[texts.length];
    Arrays.fill(comparedWith, -1);
    for (int text = 0; text < texts.length; text++) {
      repeated[text] = firstLike(text, comparedWith);
      if (repeated[text] < 0) {
        for (int i = 0; i < rarest(texts[text].length); i++) {
          enter(texts[text][i], text);
        }
      }
    }
    return repeated;
  }

  private int firstLike(int text, int[] comparedWith) {
    int first = -1;
    int size = texts[text].length;
    for (int i = 0; i < rarest(size); i++) {
      for (int entry = last[texts[text][i]]; entry != 0; entry = entryBefore[entry]) {
        int other = entryText[entry];
        if (comparedWith[other] != text) {
          comparedWith[other] = text;
          if ((first < 0 || other < first) && isLike(texts[text], texts[other])) {
            first = other;
          }
        }
      }
    }
    return first;
  }

  /** How many of a text's rarest n-grams are looked at. */
  private int rarest(int size) {
    return size == 0 ? 0 : size - (int) Math.ceil(overlap * size - ROUNDING) + 1;
  }

  private boolean isLike(int[] a, int[] b) {
    if (Math.min(a.length, b.length) < overlap * Math.max(a.length, b.length) - ROUNDING) {
      return false;
    }
    int shared = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] == b[j]) {
        shared++;
        i++;
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return shared >= overlap * (a.length + b.length - shared) - ROUNDING;
  }

  private void enter(int gram, int text) {
    if (entries == entryText.length) {
      entryText = Arrays.copyOf(entryText, 2 * entries);
      entryBefore = Arrays.copyOf(entryBefore, 2 * entries);
    }
    entryText[entries] = text;
    entryBefore[entries] = last[gram];
    last[gram] = entries++;
  }
}
