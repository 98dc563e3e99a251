package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Dataset;
import io.didact.data.Findings;
import io.didact.data.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rows of several sources, one source after the other in the order of their names. A problem's id
 * is {@code NAME/ID}.
 *
 * @param from by name
 * @param seed which rows are drawn of each; not tied to the run's seed
 */
public record MixSource(
    Map<String, Part> from,
    long seed,
    Map<String, String> where,
    Optional<Sample> sample,
    int limit)
    implements Source {

  /**
   * A source of a mix. Without weight and count all of it is taken.
   *
   * @param weight its share in the rows of those that have a weight, as many as the scarcest of
   *     them allows
   * @param count rows that are drawn of it
   */
  record Part(Source source, Optional<Double> weight, Optional<Integer> count) {
    public Part {
      new Rules()
          .positive("weight", weight.orElse(1.0))
          .atLeast("count", 1, count.orElse(1))
          .require(
              weight.isEmpty() || count.isEmpty(), "count", "must be left out: there is a `weight`")
          .require(Source.isOfProblems(source), "source", "documents are not problems")
          .done();
    }
  }

  public MixSource {
    from = Collections.unmodifiableMap(new TreeMap<>(from));
    Subset.rules(limit).require(!from.isEmpty(), "from", "must name at least one source").done();
  }

  static MixSource defaults(Map<String, Part> from) {
    return new MixSource(from, 1, Map.of(), Optional.empty(), 0);
  }

  @Override
  public List<Source> parts() {
    return from.values().stream().map(Part::source).toList();
  }

  @Override
  public <T> Dataset<T> read(SourceContext context, RowKind<T> kind) throws IOException {
    List<Dataset<T>> all = new ArrayList<>();
    for (Source part : parts()) {
      all.add(part.read(context, kind));
    }
    double rowsPerWeight =
        rowsPerWeight(all.stream().map(each -> (double) each.items().size()).toList());
    List<T> items = new ArrayList<>();
    List<String> places = new ArrayList<>();
    Findings skipped = new Findings();
    Iterator<Dataset<T>> rows = all.iterator();
    for (Map.Entry<String, Part> part : from.entrySet()) {
      String name = part.getKey();
      Dataset<T> drawn = drawn(name, part.getValue(), rows.next(), rowsPerWeight, kind);
      drawn
          .items()
          .forEach(item -> items.add(kind.withId(item, name + "/" + kind.problem(item).id())));
      places.addAll(
          drawn.places().isEmpty()
              ? Collections.nCopies(drawn.items().size(), name)
              : drawn.places());
      skipped.addAll(drawn.skipped());
    }
    return Subset.of(this).of(new Dataset<>(items, places, skipped), kind);
  }

  @Override
  public double about(List<Double> ofParts) {
    double perWeight = rowsPerWeight(ofParts);
    double sum = 0;
    int i = 0;
    for (Part part : from.values()) {
      double all = ofParts.get(i++);
      sum +=
          part.count().isPresent()
              ? part.count().get()
              : part.weight().map(weight -> weight * perWeight).orElse(all);
    }
    return Subset.of(this).about(sum);
  }

  /** As many as the scarcest source with a weight allows. */
  private double rowsPerWeight(List<Double> ofParts) {
    double least = Double.POSITIVE_INFINITY;
    int i = 0;
    for (Part part : from.values()) {
      double rows = ofParts.get(i++);
      least = Math.min(least, part.weight().map(weight -> rows / weight).orElse(least));
    }
    return least;
  }

  private <T> Dataset<T> drawn(
      String name, Part part, Dataset<T> all, double rowsPerWeight, RowKind<T> kind)
      throws IOException {
    Optional<Integer> count =
        part.count().or(() -> part.weight().map(weight -> rows(weight * rowsPerWeight)));
    if (count.isEmpty()) {
      return all;
    }
    if (count.get() == 0) {
      throw new IOException(
          "mix: no row of `%s` is taken: a source with a weight has too few rows".formatted(name));
    }
    try {
      Sample sample = new Sample(count.get(), Seeds.mix(seed, Seeds.of(name)));
      return new Subset(Map.of(), Optional.of(sample), 0).of(all, kind);
    } catch (IOException e) {
      throw new IOException("mix: `%s`: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Whole rows, whatever the rounding of a product. */
  private static int rows(double share) {
    return (int) Math.floor(share + 1e-6);
  }
}
