package io.didact.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Items of one kind, and where each comes from.
 *
 * @param places file and line of each item; empty where they were made up
 * @param skipped rows that were left out
 */
public record Dataset<T>(List<T> items, List<String> places, Findings skipped) {
  public Dataset {
    items = List.copyOf(items);
    places = List.copyOf(places);
    if (!places.isEmpty() && places.size() != items.size()) {
      throw new IllegalArgumentException(items.size() + " items in " + places.size() + " places");
    }
  }

  /** Items that were made up. */
  public static <T> Dataset<T> of(List<T> items) {
    return new Dataset<>(items, List.of(), new Findings());
  }

  /** What messages call an item: {@code problem ID (FILE:LINE)}. */
  public String name(int index, Function<? super T, String> id) {
    String name = "problem " + id.apply(items.get(index));
    return places.isEmpty() ? name : name + " (" + places.get(index) + ")";
  }

  /** Those in some places. */
  public Dataset<T> only(int[] kept) {
    return only(kept, new Findings());
  }

  /**
   * Those in some places.
   *
   * @param left what is said of the others
   */
  public Dataset<T> only(int[] kept, Findings left) {
    Findings all = new Findings();
    all.addAll(skipped);
    all.addAll(left);
    return new Dataset<>(
        IntStream.of(kept).<T>mapToObj(items::get).toList(),
        places.isEmpty() ? places : IntStream.of(kept).mapToObj(places::get).toList(),
        all);
  }

  /** Those from so many on, in order. */
  public Dataset<T> first(int limit) {
    int end = limit == 0 ? items.size() : Math.min(limit, items.size());
    return new Dataset<>(
        items.subList(0, end), places.isEmpty() ? places : places.subList(0, end), skipped);
  }

  /** Ids that two items have: samples are told apart by their problem's id. */
  public Findings twice(Function<? super T, String> id) {
    Findings twice = new Findings();
    Map<String, Integer> met = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      Integer earlier = met.putIfAbsent(id.apply(items.get(i)), i);
      if (earlier != null) {
        twice.add(
            name(i, id)
                + ": its id is also that of "
                + (places.isEmpty() ? "number " + (earlier + 1) : places.get(earlier))
                + "; ids tell samples apart: name another column as `id`, or none");
      }
    }
    return twice;
  }
}
