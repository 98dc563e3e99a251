package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.countdown.CountdownGenerator;
import io.didact.data.countdown.CountdownSplit;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Countdown with whole numbers, each puzzle with a solution. Answers are of the form {@code
 * countdown}.
 *
 * @param split train and test share no set of numbers
 * @param count how many
 * @param seed which puzzles; not tied to the run's seed
 */
public record CountdownSource(
    CountdownSplit split,
    int count,
    int minNumbers,
    int maxNumbers,
    long seed,
    Map<String, String> where,
    Optional<Sample> sample,
    int limit)
    implements MadeSource {
  public CountdownSource {
    Subset.rules(limit)
        .atLeast("count", 1, count)
        .require(count <= MOST, "count", "≤ " + MOST, count)
        .valid(() -> new CountdownGenerator(split, minNumbers, maxNumbers, seed))
        .done();
  }

  static CountdownSource defaults(CountdownSplit split, int count) {
    return new CountdownSource(split, count, 3, 6, 1, Map.of(), Optional.empty(), 0);
  }

  @Override
  public <T> Dataset<T> read(SourceContext context, RowKind<T> kind) throws IOException {
    CountdownGenerator puzzles = new CountdownGenerator(split, minNumbers, maxNumbers, seed);
    return Subset.of(this).of(Dataset.of(puzzles.problems(count).map(kind::of).toList()), kind);
  }

  @Override
  public CountdownSource few(int most) {
    return new CountdownSource(
        split, Math.min(most, count), minNumbers, maxNumbers, seed, Map.of(), Optional.empty(), 0);
  }

  @Override
  public Optional<String> whyUnexplained() {
    return Optional.of("countdowns have no traces to learn from: give the view `solution-only`");
  }
}
