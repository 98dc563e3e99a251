package io.didact.engine;

import io.didact.model.decoder.SharedPrefix;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Deals sequences to lanes and splits each lane's share into forward passes by tokens. Sequences
 * that begin alike stay together, so that a pack computes their beginning once; its tokens count
 * once. Which split is taken changes nothing but rounding.
 */
public final class MicroBatches {
  private final List<TokenIds> sequences;
  private final int tokensPerMicroBatch;

  private MicroBatches(List<TokenIds> sequences, int tokensPerMicroBatch) {
    this.sequences = sequences;
    this.tokensPerMicroBatch = tokensPerMicroBatch;
  }

  /**
   * The same arguments always give the same deal.
   *
   * @param sequences none empty
   * @param tokensPerMicroBatch bound on the tokens of a pass; a longer sequence goes alone
   * @param lanes workers that share the batch
   * @return for each lane its micro-batches, for each of these the places of its sequences
   */
  public static List<List<List<Integer>>> deal(
      List<TokenIds> sequences, int tokensPerMicroBatch, int lanes) {
    MicroBatches batches = new MicroBatches(sequences, tokensPerMicroBatch);
    return batches.shares(lanes).stream().map(batches::split).toList();
  }

  /** Tokens of a pass over these sequences. */
  private long cost(SharedPrefix part) {
    return part.length() + part.members().stream().mapToLong(i -> own(part, i)).sum();
  }

  private long own(SharedPrefix part, int member) {
    return sequences.get(member).size() - part.length();
  }

  /**
   * The costliest first, each to the lane with the least to do. What would make that lane do more
   * than an even share, by more than a second reading of the prefix, is dealt out by member.
   */
  private List<List<SharedPrefix>> shares(int lanes) {
    List<SharedPrefix> parts = new ArrayList<>(SharedPrefix.among(sequences));
    parts.sort(Comparator.comparingLong((SharedPrefix part) -> -cost(part)));
    long total = parts.stream().mapToLong(this::cost).sum();
    long even = (total + lanes - 1) / lanes;
    long[] load = new long[lanes];
    List<List<SharedPrefix>> shares = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      shares.add(new ArrayList<>());
    }
    for (SharedPrefix part : parts) {
      int lane = least(load);
      if (load[lane] + cost(part) <= even + part.length() || part.members().size() == 1) {
        shares.get(lane).add(part);
        load[lane] += cost(part);
      } else {
        dealOut(part, load, shares);
      }
    }
    return shares;
  }

  /** Each member to the lane that has the least to do with it, the prefix included. */
  private void dealOut(SharedPrefix part, long[] load, List<List<SharedPrefix>> shares) {
    List<List<Integer>> members = new ArrayList<>();
    for (int lane = 0; lane < load.length; lane++) {
      members.add(new ArrayList<>());
    }
    for (int member : part.members()) {
      long[] with = new long[load.length];
      for (int lane = 0; lane < load.length; lane++) {
        boolean first = members.get(lane).isEmpty();
        with[lane] = load[lane] + own(part, member) + (first ? part.length() : 0);
      }
      int lane = least(with);
      load[lane] = with[lane];
      members.get(lane).add(member);
    }
    for (int lane = 0; lane < load.length; lane++) {
      if (!members.get(lane).isEmpty()) {
        shares.get(lane).add(new SharedPrefix(part.length(), members.get(lane)));
      }
    }
  }

  private static int least(long[] load) {
    int least = 0;
    for (int lane = 1; lane < load.length; lane++) {
      least = load[lane] < load[least] ? lane : least;
    }
    return least;
  }

  /** As many members, from the first on, as {@code room} tokens hold. */
  private SharedPrefix fitting(SharedPrefix part, long room) {
    long tokens = part.length();
    int count = 0;
    while (count < part.members().size() && tokens + own(part, part.members().get(count)) <= room) {
      tokens += own(part, part.members().get(count));
      count++;
    }
    return new SharedPrefix(part.length(), part.members().subList(0, count));
  }

  private static SharedPrefix without(SharedPrefix part, int count) {
    return new SharedPrefix(part.length(), part.members().subList(count, part.members().size()));
  }

  private List<List<Integer>> split(List<SharedPrefix> share) {
    List<List<Integer>> all = new ArrayList<>();
    List<Integer> current = new ArrayList<>();
    long tokens = 0;
    for (SharedPrefix part : share) {
      SharedPrefix rest = part;
      while (!rest.members().isEmpty()) {
        SharedPrefix some = fitting(rest, tokensPerMicroBatch - tokens);
        if (some.members().isEmpty() && current.isEmpty()) {
          some = new SharedPrefix(rest.length(), rest.members().subList(0, 1));
        }
        current.addAll(some.members());
        tokens += some.members().isEmpty() ? 0 : cost(some);
        rest = without(rest, some.members().size());
        if (!rest.members().isEmpty()) {
          all.add(current);
          current = new ArrayList<>();
          tokens = 0;
        }
      }
    }
    if (!current.isEmpty()) {
      all.add(current);
    }
    return all;
  }
}
