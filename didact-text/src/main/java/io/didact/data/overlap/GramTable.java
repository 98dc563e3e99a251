package io.didact.data.overlap;

/** Counts n-grams: a hash table with open addressing, since there may be many millions. */
final class GramTable {
  private final long[] grams;
  private final int[] counts;
  private int different;

  /**
   * @param most how many are added
   * @throws IllegalArgumentException where these are more than a table can hold
   */
  GramTable(long most) {
    long slots = most + most / 2 + 1;
    if (slots > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d n-grams cannot be compared: too many. Compare shorter texts, or only equal ones"
              .formatted(most));
    }
    this.grams = new long[(int) slots];
    this.counts = new int[(int) slots];
  }

  /**
   * Counts one more.
   *
   * @return its slot, which it keeps
   */
  int add(long gram) {
    int slot = (int) ((gram >>> 33) * grams.length >>> 31);
    while (counts[slot] > 0 && grams[slot] != gram) {
      slot = slot + 1 == grams.length ? 0 : slot + 1;
    }
    if (counts[slot]++ == 0) {
      grams[slot] = gram;
      different++;
    }
    return slot;
  }

  int different() {
    return different;
  }

  /** Slot → place of its n-gram when all are sorted by their counts, the rarest first. */
  int[] ranks() {
    int highest = 0;
    for (int count : counts) {
      highest = Math.max(highest, count);
    }
    int[] next = new int[highest + 1]; // of each count, the next free place
    for (int count : counts) {
      if (count > 0 && count < highest) {
        next[count + 1]++;
      }
    }
    for (int count = 1; count <= highest; count++) {
      next[count] += next[count - 1];
    }
    int[] ranks = new int[counts.length];
    for (int slot = 0; slot < ranks.length; slot++) {
      ranks[slot] = counts[slot] == 0 ? -1 : next[counts[slot]]++;
    }
    return ranks;
  }
}
