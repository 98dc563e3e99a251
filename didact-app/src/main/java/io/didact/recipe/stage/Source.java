package io.didact.recipe.stage;

import io.didact.config.Input;
import io.didact.config.Rules;
import io.didact.data.Columns;
import io.didact.data.Problem;
import io.didact.data.Problems;
import io.didact.data.Rows;
import io.didact.data.Trace;
import io.didact.data.countdown.CountdownGenerator;
import io.didact.data.countdown.CountdownSplit;
import io.didact.data.synthetic.DocumentKind;
import io.didact.data.synthetic.Documents;
import io.didact.data.synthetic.Domain;
import io.didact.data.synthetic.Mix;
import io.didact.data.synthetic.Split;
import io.didact.data.synthetic.Style;
import io.didact.data.synthetic.TaskSource;
import io.didact.hub.HubCache;
import io.didact.hub.HubName;
import io.didact.hub.RepoType;
import io.didact.hub.Snapshot;
import io.didact.run.Manifest;
import io.didact.run.Sha256;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Where problems come from. */
public sealed interface Source {
  /** As many as are made up in memory. */
  int MOST = 10_000_000;

  /**
   * What data are, wherever they lie.
   *
   * @param sha256 of the file
   * @param versions what else names them, by what it is a version of
   */
  record Fingerprint(String sha256, Map<String, String> versions) {}

  /**
   * All of its problems; none where it has documents.
   *
   * @throws IOException where they cannot be read, saying what to do
   */
  List<Problem> problems(StageContext context) throws IOException;

  /**
   * Its traces: of problems that come with one, without what a stage knows of its own.
   *
   * @throws IOException also where a problem has none
   */
  default List<Trace> traces(StageContext context) throws IOException {
    List<Trace> traces = new ArrayList<>();
    for (Problem problem : context.problems(this)) {
      if (problem.trace() == null) {
        throw new IOException(
            "stage %s: problem %s of %s has no trace"
                .formatted(context.name(), problem.id(), this));
      }
      TokenIds ids = problem.traceIds();
      traces.add(
          new Trace(
              problem, ids == null ? TokenIds.EMPTY : ids, true, OptionalDouble.empty(), "", 0));
    }
    return traces;
  }

  /**
   * What its data are, for the provenance; nothing where the settings make them.
   *
   * @throws IOException where the data are not there, or are not what was written
   */
  default Optional<Fingerprint> fingerprint(StageContext context) throws IOException {
    return Optional.empty();
  }

  /** Rows of a file that somebody brought. */
  sealed interface OfFile extends Source permits FileSource, HubSource {
    /** How many to take from its beginning; 0 for all. */
    int limit();

    /** What the file calls question, solution and so on. */
    Optional<Columns> columns();

    /**
     * Where the file is.
     *
     * @throws IOException saying what to pull
     */
    Path locate(HubCache hub) throws IOException;

    @Override
    default List<Problem> problems(StageContext context) throws IOException {
      return first(Problems.read(locate(context.hub()), columns().orElse(Columns.OWN)));
    }

    /** With rewards and the like, where a stage wrote the file. */
    @Override
    default List<Trace> traces(StageContext context) throws IOException {
      Path file = locate(context.hub());
      return columns().isEmpty() && file.toString().endsWith(".jsonl")
          ? first(Trace.readAll(file))
          : Source.super.traces(context);
    }

    private <T> List<T> first(List<T> all) {
      return limit() == 0 ? all : all.subList(0, Math.min(limit(), all.size()));
    }
  }

  /**
   * A file of problems (JSONL, Parquet, CSV): {@code question}, {@code solution}, optionally {@code
   * answer} and {@code trace}.
   *
   * @param limit how many to take from its beginning; 0 for all
   * @param columns what the file calls these, where it has other names for them
   */
  record FileSource(@Input Path path, int limit, Optional<Columns> columns) implements OfFile {
    public FileSource {
      new Rules().atLeast("limit", 0, limit).done();
    }

    static FileSource defaults(Path path) {
      return new FileSource(path, 0, Optional.empty());
    }

    @Override
    public Path locate(HubCache hub) {
      return path;
    }

    @Override
    public Optional<Fingerprint> fingerprint(StageContext context) throws IOException {
      Manifest.requireWhole(path);
      return Optional.of(new Fingerprint(Sha256.of(path), Map.of()));
    }
  }

  /**
   * A file of a data set of the Hub, from the local cache.
   *
   * @param dataset {@code ORG/NAME[@REVISION]}
   * @param file path within the data set; JSONL, Parquet or CSV
   * @param limit how many to take from its beginning; 0 for all
   * @param columns what the file calls question, solution and so on
   */
  record HubSource(String dataset, String file, int limit, Optional<Columns> columns)
      implements OfFile {
    public HubSource {
      new Rules()
          .require(
              HubName.parse(dataset).isPresent(),
              "dataset",
              "ORG/NAME or ORG/NAME@REVISION on the Hub",
              dataset)
          .require(Rows.isReadable(file), "file", "must end in " + Rows.KINDS + ", was " + file)
          .atLeast("limit", 0, limit)
          .done();
    }

    static HubSource defaults(String dataset, String file) {
      return new HubSource(dataset, file, 0, Optional.empty());
    }

    @Override
    public Path locate(HubCache hub) throws IOException {
      return hub.datasetFile(HubName.of(dataset), file);
    }

    @Override
    public Optional<Fingerprint> fingerprint(StageContext context) throws IOException {
      String hash = Sha256.of(locate(context.hub()));
      Optional<String> commit =
          context.hub().snapshot(RepoType.DATASET, HubName.of(dataset)).map(Snapshot::commit);
      return Optional.of(
          new Fingerprint(
              hash, commit.map(each -> Map.of("datasets/" + dataset, each)).orElse(Map.of())));
    }
  }

  /**
   * The kept traces of an earlier stage, as problems with traces.
   *
   * @param stage its name
   */
  record StageSource(String stage) implements Source {
    private Path file(StageContext context) {
      return context.directoryOf(stage).resolve(StageContext.TRACES);
    }

    @Override
    public List<Problem> problems(StageContext context) throws IOException {
      return Problems.read(file(context));
    }

    @Override
    public List<Trace> traces(StageContext context) throws IOException {
      return Trace.readAll(file(context));
    }

    @Override
    public Optional<Fingerprint> fingerprint(StageContext context) throws IOException {
      Path traces = file(context);
      Manifest.requireWhole(traces);
      return Optional.of(new Fingerprint(Sha256.of(traces), Map.of()));
    }
  }

  /**
   * Problems made up on the spot, of a split that never meets the others.
   *
   * @param count how many
   * @param styles weights of explanation styles for expert traces; empty for problems without
   *     traces
   * @param seed which problems; not tied to the run's seed, so that runs share their test set
   */
  record SyntheticSource(
      Domain domain, Split split, int count, Map<Style, Double> styles, long seed)
      implements Source {
    public SyntheticSource {
      new Rules()
          .atLeast("count", 1, count)
          .require(count <= MOST, "count", "≤ " + MOST, count)
          .valid(() -> new Mix<>(styles.isEmpty() ? Map.of(Style.STEP, 1.0) : styles))
          .done();
    }

    static SyntheticSource defaults(Domain domain, Split split, int count) {
      return new SyntheticSource(domain, split, count, Map.of(), 1);
    }

    @Override
    public List<Problem> problems(StageContext context) {
      TaskSource tasks = TaskSource.of(domain, split, seed);
      if (styles.isEmpty()) {
        return tasks.distinct(count).toList();
      }
      Mix<Style> mix = new Mix<>(styles);
      return IntStream.range(0, count).mapToObj(i -> tasks.explained(i, mix)).toList();
    }
  }

  /**
   * Countdown with whole numbers, each puzzle with a solution. Answers are of the form {@code
   * countdown}.
   *
   * @param split train and test share no set of numbers
   * @param count how many
   * @param seed which puzzles; not tied to the run's seed
   */
  record CountdownSource(CountdownSplit split, int count, int minNumbers, int maxNumbers, long seed)
      implements Source {
    public CountdownSource {
      new Rules()
          .atLeast("count", 1, count)
          .require(count <= MOST, "count", "≤ " + MOST, count)
          .valid(() -> new CountdownGenerator(split, minNumbers, maxNumbers, seed))
          .done();
    }

    static CountdownSource defaults(CountdownSplit split, int count) {
      return new CountdownSource(split, count, 3, 6, 1);
    }

    @Override
    public List<Problem> problems(StageContext context) {
      return new CountdownGenerator(split, minNumbers, maxNumbers, seed).problems(count).toList();
    }
  }

  /**
   * Endless pretraining documents in the small format's text form.
   *
   * @param kinds weights of what they are about
   * @param styles weights of how tasks in them are explained
   * @param teacherShare part of the tasks in the teacher's view
   */
  record DocumentsSource(
      Map<DocumentKind, Double> kinds, Map<Style, Double> styles, double teacherShare, long seed)
      implements Source {
    public DocumentsSource {
      new Rules().valid(() -> documents(kinds, styles, teacherShare, seed)).done();
    }

    static DocumentsSource defaults(Map<DocumentKind, Double> kinds, Map<Style, Double> styles) {
      return new DocumentsSource(kinds, styles, 0.5, 1);
    }

    @Override
    public List<Problem> problems(StageContext context) {
      return List.of();
    }

    Documents documents() {
      return documents(kinds, styles, teacherShare, seed);
    }

    private static Documents documents(
        Map<DocumentKind, Double> kinds,
        Map<Style, Double> styles,
        double teacherShare,
        long seed) {
      return new Documents(new Mix<>(kinds), new Mix<>(styles), teacherShare, seed);
    }
  }
}
