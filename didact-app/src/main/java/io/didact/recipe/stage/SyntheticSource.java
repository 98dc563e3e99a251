package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.data.synthetic.Domain;
import io.didact.data.synthetic.Mix;
import io.didact.data.synthetic.Split;
import io.didact.data.synthetic.Style;
import io.didact.data.synthetic.TaskSource;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Problems made up on the spot, of a split that never meets the others.
 *
 * @param count how many
 * @param styles weights of explanation styles for expert traces; empty for problems without traces
 * @param minOperations of the shortest chain; countdowns are all alike
 * @param maxOperations of the longest chain
 * @param seed which problems; not tied to the run's seed, so that runs share their test set
 */
public record SyntheticSource(
    Domain domain,
    Split split,
    int count,
    Map<Style, Double> styles,
    int minOperations,
    int maxOperations,
    long seed,
    Map<String, String> where,
    Optional<Sample> sample,
    int limit)
    implements MadeSource {
  public SyntheticSource {
    Subset.rules(limit)
        .atLeast("count", 1, count)
        .require(count <= MOST, "count", "≤ " + MOST, count)
        .valid(() -> new Mix<>(styles.isEmpty() ? Map.of(Style.STEP, 1.0) : styles))
        .atLeast("minOperations", 1, minOperations)
        .require(
            maxOperations >= minOperations && maxOperations <= TaskSource.MOST_OPERATIONS,
            "maxOperations",
            "from minOperations to " + TaskSource.MOST_OPERATIONS,
            maxOperations)
        .done();
  }

  static SyntheticSource defaults(Domain domain, Split split, int count) {
    return new SyntheticSource(
        domain,
        split,
        count,
        Map.of(),
        TaskSource.USUAL_MIN_LENGTH,
        TaskSource.USUAL_MAX_LENGTH,
        1,
        Map.of(),
        Optional.empty(),
        0);
  }

  @Override
  public <T> Dataset<T> read(SourceContext context, RowKind<T> kind) throws IOException {
    return Subset.of(this).of(Dataset.of(problems().map(kind::of).toList()), kind);
  }

  private Stream<Problem> problems() {
    TaskSource tasks = new TaskSource(domain, split, minOperations, maxOperations, seed);
    if (styles.isEmpty()) {
      return tasks.distinct(count);
    }
    Mix<Style> mix = new Mix<>(styles);
    return IntStream.range(0, count).mapToObj(i -> tasks.explained(i, mix));
  }

  @Override
  public SyntheticSource few(int most) {
    return new SyntheticSource(
        domain,
        split,
        Math.min(most, count),
        styles,
        minOperations,
        maxOperations,
        seed,
        Map.of(),
        Optional.empty(),
        0);
  }

  @Override
  public Optional<String> whyUnexplained() {
    return styles.isEmpty()
        ? Optional.of("synthetic problems have traces to learn from only where styles are given")
        : Optional.empty();
  }
}
