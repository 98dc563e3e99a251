package io.didact.data;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many responses patterns are found in.
 *
 * @param counts by the pattern's name, and by {@code NAME/GROUP}
 */
public record PatternCounts(Map<String, Count> counts) {
  /** What a metric's name begins with. */
  private static final String PATTERN = "pattern/";

  public PatternCounts {
    counts = new TreeMap<>(counts);
  }

  /** Of nothing. */
  public static PatternCounts none() {
    return new PatternCounts(Map.of());
  }

  /**
   * Of one pattern.
   *
   * @param found responses with it
   * @param of responses that were searched
   * @param undecided responses that it would take too long to search
   */
  public record Count(long found, long of, long undecided) {
    Count plus(Count other) {
      return new Count(found + other.found, of + other.of, undecided + other.undecided);
    }
  }

  /** All together. */
  public static PatternCounts sum(Collection<PatternCounts> all) {
    Map<String, Count> sums = new TreeMap<>();
    all.forEach(
        each -> each.counts().forEach((name, count) -> sums.merge(name, count, Count::plus)));
    return new PatternCounts(sums);
  }

  /** {@code pattern/NAME} → share of the responses that were searched. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    counts.forEach(
        (name, count) -> {
          if (count.of() > 0) {
            metrics.put(PATTERN + name, (double) count.found() / count.of());
          }
        });
    return metrics;
  }

  /** Searches that took too long, by the pattern's name, where there are any. */
  public Map<String, Long> undecided() {
    Map<String, Long> undecided = new LinkedHashMap<>();
    counts.forEach(
        (name, count) -> {
          if (count.undecided() > 0 && !name.contains("/")) {
            undecided.put(name, count.undecided());
          }
        });
    return undecided;
  }
}
