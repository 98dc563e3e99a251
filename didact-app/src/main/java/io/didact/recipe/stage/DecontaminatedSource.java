package io.didact.recipe.stage;

import io.didact.data.BadRows;
import io.didact.data.Dataset;
import io.didact.data.Findings;
import io.didact.data.overlap.KnownTexts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A source whose questions are held against those of evaluation sets. A row is contaminated where
 * its question shares n-grams with one of theirs ({@link KnownTexts}).
 *
 * @param against evaluation sets by name
 * @param tasks evaluation sets that are the data of a task
 * @param ngram words of an n-gram
 * @param overlap share of the evaluation question's n-grams that must be in the row's; 0 for any
 * @param contaminated what becomes of such rows
 */
public record DecontaminatedSource(
    Source source,
    Map<String, Source> against,
    List<Task> tasks,
    int ngram,
    double overlap,
    BadRows contaminated,
    Map<String, String> where,
    Optional<Sample> sample,
    int limit)
    implements Source {
  public DecontaminatedSource {
    against = Collections.unmodifiableMap(new TreeMap<>(against));
    tasks = List.copyOf(tasks);
    Subset.rules(limit)
        .require(
            !against.isEmpty() || !tasks.isEmpty(),
            "against",
            "must name an evaluation set, or `tasks` a task")
        .atLeast("ngram", 1, ngram)
        .inUnit("overlap", overlap)
        .require(Source.isOfProblems(source), "source", "documents are not problems")
        .require(
            against.values().stream().noneMatch(Source::hasDocuments),
            "against",
            "documents are not problems")
        .done();
  }

  static DecontaminatedSource defaults(
      Source source, Optional<Map<String, Source>> against, Optional<List<Task>> tasks) {
    return new DecontaminatedSource(
        source,
        against.orElse(Map.of()),
        tasks.orElse(List.of()),
        13,
        0,
        BadRows.SKIP,
        Map.of(),
        Optional.empty(),
        0);
  }

  @Override
  public List<Source> parts() {
    return List.of(source);
  }

  @Override
  public List<Source> besides() {
    return Stream.concat(against.values().stream(), tasks.stream().map(Task::data)).toList();
  }

  @Override
  public <T> Dataset<T> read(SourceContext context, RowKind<T> kind) throws IOException {
    Dataset<T> all = source.read(context, kind);
    List<Known> known = known(context);
    KnownTexts texts = new KnownTexts(known.stream().map(Known::question).toList(), ngram);
    List<Optional<KnownTexts.Match>> found =
        all.items().parallelStream()
            .map(item -> texts.find(kind.problem(item).question()))
            .map(match -> match.filter(each -> each.share() >= overlap))
            .toList();
    Findings findings = new Findings();
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).isPresent()) {
        Known like = known.get(found.get(i).get().index());
        findings.add(
            "the question is in " + like.set(),
            "%s: its question has %d %% of the n-grams of problem %s of %s"
                .formatted(
                    all.name(i, item -> kind.problem(item).id()),
                    Math.round(100 * found.get(i).get().share()),
                    like.id(),
                    like.set()));
      }
    }
    if (findings.count() > 0 && contaminated == BadRows.FAIL) {
      throw new IOException(
          "%d of %d rows are contaminated:\n  %s"
              .formatted(findings.count(), found.size(), findings.lines()));
    }
    int[] clean = IntStream.range(0, found.size()).filter(i -> found.get(i).isEmpty()).toArray();
    return Subset.of(this).of(all.only(clean, findings), kind);
  }

  /** A question of an evaluation set. */
  private record Known(String set, String id, String question) {}

  private List<Known> known(SourceContext context) throws IOException {
    List<Known> known = new ArrayList<>();
    for (Map.Entry<String, Source> set : against.entrySet()) {
      set.getValue()
          .read(context, RowKind.PROBLEM)
          .items()
          .forEach(each -> known.add(new Known(set.getKey(), each.id(), each.question())));
    }
    for (Task task : tasks) {
      task.data()
          .read(context, new TaskData(task))
          .items()
          .forEach(each -> known.add(new Known(task.name(), each.id(), each.question())));
    }
    return known;
  }
}
