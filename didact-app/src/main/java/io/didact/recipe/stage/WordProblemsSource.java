package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.data.synthetic.Mix;
import io.didact.data.synthetic.Split;
import io.didact.data.synthetic.Style;
import io.didact.data.words.WordProblemGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Word problems in English, made up on the spot; their answers are whole numbers.
 *
 * @param split those of different splits share no arithmetic
 * @param count how many
 * @param styles weights of explanation styles for expert traces; empty for problems without traces
 * @param minSteps of the easiest
 * @param maxSteps of the hardest
 * @param largest number that a question states
 * @param seed which problems; not tied to the run's seed, so that runs share their test set
 */
public record WordProblemsSource(
    Split split,
    int count,
    Map<Style, Double> styles,
    int minSteps,
    int maxSteps,
    int largest,
    long seed,
    Map<String, String> where,
    Optional<Sample> sample,
    int limit)
    implements MadeSource {
  public WordProblemsSource {
    Subset.rules(limit)
        .atLeast("count", 1, count)
        .require(count <= MOST, "count", "≤ " + MOST, count)
        .valid(() -> new Mix<>(styles.isEmpty() ? Map.of(Style.STEP, 1.0) : styles))
        .valid(() -> new WordProblemGenerator(split, minSteps, maxSteps, largest, seed))
        .done();
  }

  static WordProblemsSource defaults(Split split, int count) {
    return new WordProblemsSource(
        split,
        count,
        Map.of(),
        WordProblemGenerator.MIN_STEPS,
        WordProblemGenerator.MAX_STEPS,
        WordProblemGenerator.LARGEST,
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
    WordProblemGenerator made = new WordProblemGenerator(split, minSteps, maxSteps, largest, seed);
    if (styles.isEmpty()) {
      return made.distinct(count);
    }
    Mix<Style> mix = new Mix<>(styles);
    return IntStream.range(0, count).mapToObj(i -> made.explained(i, mix));
  }

  @Override
  public WordProblemsSource few(int most) {
    return new WordProblemsSource(
        split,
        Math.min(most, count),
        styles,
        minSteps,
        maxSteps,
        largest,
        seed,
        Map.of(),
        Optional.empty(),
        0);
  }

  @Override
  public Optional<String> whyUnexplained() {
    return styles.isEmpty()
        ? Optional.of("word problems have traces to learn from only where styles are given")
        : Optional.empty();
  }
}
