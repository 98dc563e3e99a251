package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Dataset;
import io.didact.data.JsonlRow;
import io.didact.data.RowPlaces;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which rows of a source are taken.
 *
 * @param where column → text that must be in it
 * @param sample drawn of these
 * @param limit how many of these, from their beginning; 0 for all
 */
record Subset(Map<String, String> where, Optional<Sample> sample, int limit) {
  /** Of all rows. */
  static final Subset ALL = new Subset(Map.of(), Optional.empty(), 0);

  static Subset of(Source source) {
    return new Subset(source.where(), source.sample(), source.limit());
  }

  /** What must hold of the keys that all sources have. */
  static Rules rules(int limit) {
    return new Rules().atLeast("limit", 0, limit);
  }

  /** How many are taken of so many, where all are wanted. */
  double about(double rows) {
    double drawn = sample.isPresent() ? Math.min(rows, sample.get().count()) : rows;
    return limit == 0 ? drawn : Math.min(drawn, limit);
  }

  /** Of rows that are wanted, how many need to be read; 0 for all. */
  int toRead() {
    return sample.isPresent() ? 0 : limit;
  }

  /**
   * Whether a row has what {@link #where} wants.
   *
   * @throws io.didact.data.JsonlException where it has no such column, naming those that it has
   */
  boolean wants(JsonlRow row) {
    if (where.isEmpty()) {
      return true;
    }
    RowPlaces places = RowPlaces.of(row, Optional.empty());
    Map<String, String> parts = new TreeMap<>();
    where.keySet().forEach(column -> parts.put(column, "where"));
    places.require(parts);
    return places.have(where);
  }

  /** Of all rows, those that are taken. */
  <T> Dataset<T> of(Dataset<T> all, RowKind<T> kind) throws IOException {
    return where.isEmpty()
        ? drawn(all, kind)
        : drawn(
            all.only(
                IntStream.range(0, all.items().size())
                    .filter(i -> wants(row(all, i, kind)))
                    .toArray()),
            kind);
  }

  /** Of those that {@link #where} wants, the sample and its beginning. */
  <T> Dataset<T> drawn(Dataset<T> wanted, RowKind<T> kind) throws IOException {
    Dataset<T> some = wanted;
    if (sample.isPresent()) {
      some =
          wanted.only(
              sample
                  .get()
                  .of(wanted.items().stream().map(item -> kind.problem(item).id()).toList()));
    }
    return some.first(limit);
  }

  private static <T> JsonlRow row(Dataset<T> all, int index, RowKind<T> kind) {
    return new JsonlRow("row", index + 1, kind.row(all.items().get(index)));
  }
}
