package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Findings;
import io.didact.data.Problem;
import io.didact.data.overlap.NearRepeats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A source without rows that repeat an earlier one.
 *
 * @param by what is compared
 * @param overlap of n-grams from which on a row repeats another ({@link NearRepeats}); 1: only
 *     where the texts are equal, but for white space
 * @param ngram words of an n-gram, where {@code overlap} is less than 1
 */
public record DeduplicatedSource(
    Source source,
    By by,
    double overlap,
    int ngram,
    Map<String, String> where,
    Optional<Sample> sample,
    int limit)
    implements Source {

  /** A part of a problem. */
  enum By {
    QUESTION,
    SOLUTION,
    TRACE;

    String of(Problem problem) throws IOException {
      String text =
          switch (this) {
            case QUESTION -> problem.question();
            case SOLUTION -> problem.solution();
            case TRACE -> problem.trace();
          };
      if (text == null) {
        throw new IOException(
            "problem %s has no trace, by which rows are compared".formatted(problem.id()));
      }
      return text;
    }
  }

  public DeduplicatedSource {
    Subset.rules(limit)
        .require(overlap > 0 && overlap <= 1, "overlap", "in (0, 1]", overlap)
        .atLeast("ngram", 1, ngram)
        .require(Source.isOfProblems(source), "source", "documents are not problems")
        .done();
  }

  static DeduplicatedSource defaults(Source source) {
    return new DeduplicatedSource(source, By.QUESTION, 1, 8, Map.of(), Optional.empty(), 0);
  }

  @Override
  public List<Source> parts() {
    return List.of(source);
  }

  @Override
  public <T> Dataset<T> read(SourceContext context, RowKind<T> kind) throws IOException {
    Dataset<T> all = source.read(context, kind);
    List<String> texts = new ArrayList<>();
    for (T item : all.items()) {
      texts.add(by.of(kind.problem(item)));
    }
    int[] repeated = repeated(texts);
    String part = by.name().toLowerCase(Locale.ROOT);
    Findings repeats = new Findings();
    for (int i = 0; i < repeated.length; i++) {
      if (repeated[i] >= 0) {
        repeats.add(
            "the %s repeats an earlier one".formatted(part),
            "%s: the %s repeats that of %s"
                .formatted(name(all, i, kind), part, name(all, repeated[i], kind)));
      }
    }
    int[] kept = IntStream.range(0, repeated.length).filter(i -> repeated[i] < 0).toArray();
    return Subset.of(this).of(all.only(kept, repeats), kind);
  }

  /** For each text the earlier one that it repeats, −1 where it repeats none. */
  private int[] repeated(List<String> texts) {
    int[] repeated = equal(texts);
    if (overlap < 1) {
      int[] near = NearRepeats.of(texts, ngram, overlap);
      Arrays.setAll(repeated, i -> repeated[i] < 0 ? near[i] : repeated[i]);
    }
    return repeated;
  }

  private static <T> String name(Dataset<T> all, int index, RowKind<T> kind) {
    return all.name(index, item -> kind.problem(item).id());
  }

  /** For each text the first that is equal, −1 where it is the first. */
  private static int[] equal(List<String> texts) {
    Map<String, Integer> first = new HashMap<>();
    int[] repeated = new int[texts.size()];
    Arrays.setAll(
        repeated,
        i -> {
          Integer earlier = first.putIfAbsent(texts.get(i).strip().replaceAll("\\s+", " "), i);
          return earlier == null ? -1 : earlier;
        });
    return repeated;
  }
}
