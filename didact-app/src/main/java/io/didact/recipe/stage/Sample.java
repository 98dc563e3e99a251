package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Seeds;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows that are drawn from a source, none of them twice. Which ones follows from the seed and the
 * ids: a smaller sample is a part of a larger one, and of two sources with the same ids the same
 * problems are drawn.
 *
 * @param count how many
 * @param seed of the draw; not tied to the run's seed
 */
public record Sample(int count, long seed) {
  public Sample {
    new Rules().atLeast("count", 1, count).done();
  }

  static Sample defaults(int count) {
    return new Sample(count, 1);
  }

  /** How YAML gives it: a number alone is the count. */
  static Sample named(String word) {
    if (!word.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(
          "must be how many rows are drawn (≥ 1), or {count: …, seed: …}, was " + word);
    }
    return defaults(Integer.parseInt(word));
  }

  /**
   * Draws.
   *
   * @param ids of all rows; one that comes again is drawn by itself
   * @return places of the rows that are drawn, in order
   * @throws IOException where there are fewer
   */
  int[] of(List<String> ids) throws IOException {
    if (ids.size() < count) {
      throw new IOException(
          "a sample of %d is wanted of %d rows: there are no more".formatted(count, ids.size()));
    }
    Map<String, Integer> met = new HashMap<>();
    long[] draws =
        ids.stream()
            .mapToLong(id -> Seeds.mix(seed, Seeds.of(id), met.merge(id, 1, Integer::sum)))
            .toArray();
    return IntStream.range(0, draws.length)
        .boxed()
        .sorted(Comparator.comparingLong(i -> draws[i]))
        .limit(count)
        .mapToInt(i -> i)
        .sorted()
        .toArray();
  }
}
