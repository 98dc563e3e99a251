package io.didact.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Splits sequences into forward passes by tokens: longest sequences first, equal lengths in the
 * order given. Which split is taken changes nothing but rounding.
 */
public final class MicroBatches {
  private MicroBatches() {}

  /**
   * @param lengths tokens of each sequence
   * @param tokensPerMicroBatch bound on the sum of lengths; a longer sequence goes alone
   * @param lanes workers that share the batch: no micro-batch is larger than an even share
   * @return for each micro-batch the places of its sequences
   */
  public static List<List<Integer>> split(int[] lengths, int tokensPerMicroBatch, int lanes) {
    long total = IntStream.of(lengths).asLongStream().sum();
    long budget = Math.min(tokensPerMicroBatch, (total + lanes - 1) / lanes);
    List<Integer> order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> -lengths[i]))
            .toList();
    List<List<Integer>> all = new ArrayList<>();
    List<Integer> current = new ArrayList<>();
    long tokens = 0;
    for (int i : order) {
      boolean overfull = tokens + lengths[i] > tokensPerMicroBatch;
      if (!current.isEmpty() && (overfull || tokens >= budget)) {
        all.add(current);
        current = new ArrayList<>();
        tokens = 0;
      }
      current.add(i);
      tokens += lengths[i];
    }
    if (!current.isEmpty()) {
      all.add(current);
    }
    return all;
  }
}
