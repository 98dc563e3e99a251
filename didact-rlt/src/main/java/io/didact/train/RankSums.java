package io.didact.train;

import io.didact.tensor.ProcessGroup;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics summed over all ranks. A rank that lacks a name, since it saw no such thing, adds 0. */
final class RankSums {
  private RankSums() {}

  /** The sums by name, in the order of the ranks and of their names; the same on all ranks. */
  static Map<String, Double> of(Map<String, Double> own, ProcessGroup ranks) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (String name : namesOfAll(String.join("\n", own.keySet()) + "\n", ranks).split("\n")) {
      sums.put(name, own.getOrDefault(name, 0.0));
    }
    double[] values = ranks.sum(sums.values().stream().mapToDouble(Double::doubleValue).toArray());
    int at = 0;
    for (Map.Entry<String, Double> each : sums.entrySet()) {
      each.setValue(values[at++]);
    }
    return sums;
  }

  /** What all ranks say, one after another: each adds its letters where the others have 0. */
  private static String namesOfAll(String own, ProcessGroup ranks) {
    double[] lengths = new double[ranks.size()];
    lengths[ranks.rank()] = own.length();
    lengths = ranks.sum(lengths);
    int start = (int) Arrays.stream(lengths).limit(ranks.rank()).sum();
    double[] letters = new double[(int) Arrays.stream(lengths).sum()];
    for (int i = 0; i < own.length(); i++) {
      letters[start + i] = own.charAt(i);
    }
    StringBuilder all = new StringBuilder();
    for (double letter : ranks.sum(letters)) {
      all.append((char) letter);
    }
    return all.toString();
  }
}
