package io.didact.engine;

import io.didact.model.decoder.SharedPrefix;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Deals sequences to workers and splits each worker's share into forward passes by tokens.
 * Sequences that begin alike stay together, so that a pack computes their beginning once; its
 * tokens count once. Which split is taken changes nothing but rounding.
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
   * @param workerCount workers that share the batch
   * @return for each worker its micro-batches, for each of these the places of its sequences
   */
  public static List<List<List<Integer>>> deal(
      List<TokenIds> sequences, int tokensPerMicroBatch, int workerCount) {
    MicroBatches batches = new MicroBatches(sequences, tokensPerMicroBatch);
    return batches.shares(workerCount).stream().map(batches::split).toList();
  }

  /** Tokens of a pass over these sequences. */
  private long cost(SharedPrefix part) {
    return part.length() + part.members().stream().mapToLong(i -> own(part, i)).sum();
  }

  private long own(SharedPrefix part, int member) {
    return sequences.get(member).size() - part.length();
  }

  /**
   * The costliest first, each to the worker with the least to do. What would make that worker do
   * more than an even share, by more than a second reading of the prefix, is dealt out by member.
   */
  private List<List<SharedPrefix>> shares(int workerCount) {
    List<SharedPrefix> parts = new ArrayList<>(SharedPrefix.among(sequences));
    parts.sort(Comparator.comparingLong((SharedPrefix part) -> -cost(part)));
    long total = parts.stream().mapToLong(this::cost).sum();
    long even = (total + workerCount - 1) / workerCount;
    long[] load = new long[workerCount];
    List<List<SharedPrefix>> shares = new ArrayList<>();
    for (int worker = 0; worker < workerCount; worker++) {
      shares.add(new ArrayList<>());
    }
    for (SharedPrefix part : parts) {
      int worker = least(load);
      if (load[worker] + cost(part) <= even + part.length() || part.members().size() == 1) {
        shares.get(worker).add(part);
        load[worker] += cost(part);
      } else {
        dealOut(part, load, shares);
      }
    }
    return shares;
  }

  /** Each member to the worker that has the least to do with it, the prefix included. */
  private void dealOut(SharedPrefix part, long[] load, List<List<SharedPrefix>> shares) {
    List<List<Integer>> members = new ArrayList<>();
    for (int worker = 0; worker < load.length; worker++) {
      members.add(new ArrayList<>());
    }
    for (int member : part.members()) {
      long[] with = new long[load.length];
      for (int worker = 0; worker < load.length; worker++) {
        boolean first = members.get(worker).isEmpty();
        with[worker] = load[worker] + own(part, member) + (first ? part.length() : 0);
      }
      int worker = least(with);
      load[worker] = with[worker];
      members.get(worker).add(member);
    }
    for (int worker = 0; worker < load.length; worker++) {
      if (!members.get(worker).isEmpty()) {
        shares.get(worker).add(new SharedPrefix(part.length(), members.get(worker)));
      }
    }
  }

  private static int least(long[] load) {
    int least = 0;
    for (int worker = 1; worker < load.length; worker++) {
      least = load[worker] < load[least] ? worker : least;
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
