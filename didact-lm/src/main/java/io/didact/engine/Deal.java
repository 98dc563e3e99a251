package io.didact.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Which lane does which items: the costliest first, each to the lane with the least to do. The same
 * costs and lanes always give the same deal.
 *
 * @param lanes for each lane the positions of its items
 */
record Deal(List<List<Integer>> lanes) {
  static <T> Deal balanced(List<T> items, int lanes, ToLongFunction<T> cost) {
    long[] costs = items.stream().mapToLong(cost).toArray();
    long[] load = new long[lanes];
    List<List<Integer>> dealt = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      dealt.add(new ArrayList<>());
    }
    IntStream.range(0, costs.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> -costs[i]))
        .forEach(
            item -> {
              int least = 0;
              for (int lane = 1; lane < lanes; lane++) {
                least = load[lane] < load[least] ? lane : least;
              }
              load[least] += costs[item];
              dealt.get(least).add(item);
            });
    return new Deal(dealt);
  }

  /** The items of one lane. */
  <T> List<T> of(int lane, List<T> items) {
    return lanes.get(lane).stream().map(items::get).toList();
  }

  /** The lanes' results, one for each item, in the order of the items. */
  <R> List<R> collect(List<List<R>> byLane) {
    SortedMap<Integer, R> results = new TreeMap<>();
    for (int lane = 0; lane < lanes.size(); lane++) {
      for (int i = 0; i < lanes.get(lane).size(); i++) {
        results.put(lanes.get(lane).get(i), byLane.get(lane).get(i));
      }
    }
    return List.copyOf(results.values());
  }
}
