package io.didact.model.decoder;

import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sequences that begin alike: completions of one prompt, explanations of one question. What they
 * share needs to go through a model once only, for no token sees those after it.
 *
 * @param length tokens that all members share; 0 where there is one member. Every member is longer
 * @param members places of the sequences, the longest first
 */
public record SharedPrefix(int length, List<Integer> members) {
  /** Sharing less saves less than it costs to attend in two parts. */
  private static final int SHORTEST = 16;

  public SharedPrefix {
    members = List.copyOf(members);
  }

  /**
   * Finds the sequences that begin alike.
   *
   * <p>In lexicographic order they are neighbours. A sequence joins those before it where this
   * saves more tokens than they save without it.
   *
   * @param sequences none empty
   * @return each sequence in one of them, those with the longest member first
   */
  public static List<SharedPrefix> among(List<TokenIds> sequences) {
    List<Integer> order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted((a, b) -> compare(sequences.get(a), sequences.get(b)))
            .toList();
    List<SharedPrefix> found = new ArrayList<>();
    List<Integer> members = new ArrayList<>();
    int shared = 0;
    for (int each : order) {
      if (!members.isEmpty()) {
        int last = members.get(members.size() - 1);
        int with = Math.min(shared, common(sequences.get(last), sequences.get(each)));
        int count = members.size();
        if (with >= SHORTEST && (long) count * with > (long) (count - 1) * shared) {
          shared = with;
          members.add(each);
          continue;
        }
        found.add(of(sequences, members, shared));
        members.clear();
      }
      members.add(each);
      shared = sequences.get(each).size() - 1;
    }
    if (!members.isEmpty()) {
      found.add(of(sequences, members, shared));
    }
    Comparator<SharedPrefix> byLength =
        Comparator.comparingInt(prefix -> -sequences.get(prefix.members.get(0)).size());
    found.sort(byLength.thenComparingInt(prefix -> prefix.members.get(0)));
    return found;
  }

  private static SharedPrefix of(List<TokenIds> sequences, List<Integer> members, int shared) {
    Comparator<Integer> byLength = Comparator.comparingInt(i -> -sequences.get(i).size());
    return new SharedPrefix(
        members.size() == 1 ? 0 : shared,
        members.stream().sorted(byLength.thenComparing(Comparator.naturalOrder())).toList());
  }

  /** Tokens at which both begin alike; less than the shorter has in all. */
  private static int common(TokenIds a, TokenIds b) {
    int most = Math.min(a.size(), b.size()) - 1;
    int at = 0;
    while (at < most && a.get(at) == b.get(at)) {
      at++;
    }
    return at;
  }

  private static int compare(TokenIds a, TokenIds b) {
    int least = Math.min(a.size(), b.size());
    for (int i = 0; i < least; i++) {
      if (a.get(i) != b.get(i)) {
        return Integer.compare(a.get(i), b.get(i));
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
