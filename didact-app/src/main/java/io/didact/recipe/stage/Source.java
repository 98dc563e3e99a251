package io.didact.recipe.stage;

import io.didact.config.Input;
import io.didact.config.Rules;
import io.didact.data.BadRows;
import io.didact.data.Columns;
import io.didact.data.DataFiles;
import io.didact.data.Dataset;
import io.didact.data.JsonlRow;
import io.didact.data.Problem;
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
import java.util.function.Function;
import java.util.stream.IntStream;

/** Where problems come from. */
public sealed interface Source {
  /** As many as are made up in memory. */
  int MOST = 10_000_000;

  /**
   * What data are, wherever they lie.
   *
   * @param sha256 of the file; of several files, that of the lines {@code hash name}
   * @param versions what else names them, by what it is a version of
   */
  record Fingerprint(String sha256, Map<String, String> versions) {}

  /**
   * All of its problems; none where it has documents.
   *
   * @throws IOException where they cannot be read, saying what to do
   */
  Dataset<Problem> problems(StageContext context) throws IOException;

  /**
   * Its traces: of problems that come with one, without what a stage knows of its own.
   *
   * @throws IOException also where a problem has none
   */
  default List<Trace> traces(StageContext context) throws IOException {
    List<Trace> traces = new ArrayList<>();
    for (Problem problem : context.problems(this).items()) {
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

  /** Rows of files that somebody brought. */
  sealed interface OfFile extends Source permits FileSource, HubSource {
    /** How many problems to take from their beginning; 0 for all. */
    int limit();

    /** What the files call question, solution and so on. */
    Optional<Columns> columns();

    /** What becomes of rows that cannot be used. */
    BadRows badRows();

    /**
     * The files, in the order in which they are read.
     *
     * @throws IOException where some are not there, saying what to pull
     */
    DataFiles files(HubCache hub) throws IOException;

    /**
     * All of its problems.
     *
     * @param wantsTraces whether a row without a trace cannot be used
     */
    default Dataset<Problem> read(HubCache hub, boolean wantsTraces) throws IOException {
      Columns names = columns().orElse(Columns.OWN);
      boolean skipsUnexplained = wantsTraces && badRows() == BadRows.SKIP;
      return rows(
          hub,
          row -> {
            Optional<Problem> problem = names.read(row);
            if (skipsUnexplained && problem.filter(each -> each.trace() == null).isPresent()) {
              throw row.wrong("there is no trace");
            }
            return problem;
          },
          names.where());
    }

    /**
     * Its rows as something else.
     *
     * @param where what a row must have for that, for messages
     * @throws IOException also where there is none
     */
    default <T> Dataset<T> rows(
        HubCache hub, Function<JsonlRow, Optional<T>> reader, Map<String, String> where)
        throws IOException {
      DataFiles files = files(hub);
      Dataset<T> rows = files.read(reader, badRows(), limit());
      if (rows.items().isEmpty()) {
        throw new IOException(
            (files.files().size() == 1 ? files.files().get(0) : String.join(", ", files.names()))
                + " has no problems"
                + (where.isEmpty() ? "" : ": no row has what `where` wants"));
      }
      return rows;
    }

    @Override
    default Dataset<Problem> problems(StageContext context) throws IOException {
      return read(context.hub(), context.stage().wantsTraces());
    }

    /** With rewards and the like, where a stage wrote the files. */
    @Override
    default List<Trace> traces(StageContext context) throws IOException {
      return columns().isEmpty()
          ? rows(context.hub(), OfFile::trace, Map.of()).items()
          : Source.super.traces(context);
    }

    private static Optional<Trace> trace(JsonlRow row) {
      if (Columns.OWN.read(row).filter(each -> each.trace() == null).isPresent()) {
        throw row.wrong("there is no trace");
      }
      return Optional.of(Trace.fromRow(row));
    }
  }

  /**
   * Files of problems (JSON, Parquet, CSV): {@code question}, {@code solution}, optionally {@code
   * answer} and {@code trace}.
   *
   * @param path files, folders and patterns
   * @param limit how many problems to take from their beginning; 0 for all
   * @param columns what the files call these, where they have other names for them
   * @param badRows what becomes of rows that cannot be used
   */
  record FileSource(List<@Input Path> path, int limit, Optional<Columns> columns, BadRows badRows)
      implements OfFile {
    public FileSource {
      path = List.copyOf(path);
      new Rules()
          .require(!path.isEmpty(), "path", "must name a file")
          .atLeast("limit", 0, limit)
          .done();
    }

    static FileSource defaults(List<Path> path) {
      return new FileSource(path, 0, Optional.empty(), BadRows.FAIL);
    }

    @Override
    public DataFiles files(HubCache hub) throws IOException {
      return DataFiles.of(path);
    }

    @Override
    public Optional<Fingerprint> fingerprint(StageContext context) throws IOException {
      DataFiles all = files(context.hub());
      for (Path file : all.files()) {
        Manifest.requireWhole(file);
      }
      return Optional.of(new Fingerprint(hash(all), Map.of()));
    }
  }

  private static String hash(DataFiles all) throws IOException {
    if (all.files().size() == 1) {
      return Sha256.of(all.files().get(0));
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < all.files().size(); i++) {
      lines.append(Sha256.of(all.files().get(i))).append("  ").append(all.names().get(i));
      lines.append('\n');
    }
    return Sha256.of(lines.toString());
  }

  /**
   * Files of a data set of the Hub, from the local cache.
   *
   * @param dataset {@code ORG/NAME[@REVISION]}
   * @param file paths and patterns within the data set; JSON, Parquet or CSV
   * @param limit how many problems to take from their beginning; 0 for all
   * @param columns what the files call question, solution and so on
   * @param badRows what becomes of rows that cannot be used
   */
  record HubSource(
      String dataset, List<String> file, int limit, Optional<Columns> columns, BadRows badRows)
      implements OfFile {
    public HubSource {
      file = List.copyOf(file);
      new Rules()
          .require(!file.isEmpty(), "file", "must name a file")
          .require(
              HubName.parse(dataset).isPresent(),
              "dataset",
              "ORG/NAME or ORG/NAME@REVISION on the Hub",
              dataset)
          .require(
              file.stream().allMatch(each -> Rows.isReadable(each) || each.endsWith("*")),
              "file",
              "must end in " + Rows.KINDS + ", was " + String.join(", ", file))
          .atLeast("limit", 0, limit)
          .done();
    }

    static HubSource defaults(String dataset, List<String> file) {
      return new HubSource(dataset, file, 0, Optional.empty(), BadRows.FAIL);
    }

    @Override
    public DataFiles files(HubCache hub) throws IOException {
      HubName name = HubName.of(dataset);
      Optional<Snapshot> snapshot = hub.snapshot(RepoType.DATASET, name);
      List<Path> files = new ArrayList<>();
      for (String each : file) {
        Optional<Path> pattern =
            snapshot.map(there -> there.directory().resolve(each)).filter(DataFiles::isPattern);
        if (pattern.isPresent()) {
          files.addAll(matching(hub, name, snapshot.get().directory(), each));
        } else {
          files.add(hub.datasetFile(name, each));
        }
      }
      return new DataFiles(files);
    }

    private static List<Path> matching(HubCache hub, HubName name, Path root, String pattern)
        throws IOException {
      List<Path> files = new ArrayList<>();
      try {
        for (Path found : DataFiles.of(List.of(root.resolve(pattern))).files()) {
          files.add(hub.datasetFile(name, root.relativize(found).toString().replace('\\', '/')));
        }
      } catch (IOException e) {
        String advice = hub.advice().of(RepoType.DATASET, name, List.of(pattern));
        throw new IOException(e.getMessage() + "; " + advice, e);
      }
      return files;
    }

    @Override
    public Optional<Fingerprint> fingerprint(StageContext context) throws IOException {
      String hash = hash(files(context.hub()));
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
    public Dataset<Problem> problems(StageContext context) throws IOException {
      return new DataFiles(List.of(file(context))).read(Columns.OWN::read, BadRows.FAIL, 0);
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
    public Dataset<Problem> problems(StageContext context) {
      return problems();
    }

    /** All of them, made up. */
    public Dataset<Problem> problems() {
      TaskSource tasks = TaskSource.of(domain, split, seed);
      if (styles.isEmpty()) {
        return Dataset.of(tasks.distinct(count).toList());
      }
      Mix<Style> mix = new Mix<>(styles);
      return Dataset.of(IntStream.range(0, count).mapToObj(i -> tasks.explained(i, mix)).toList());
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
    public Dataset<Problem> problems(StageContext context) {
      return problems();
    }

    /** All of them, made up. */
    public Dataset<Problem> problems() {
      return Dataset.of(
          new CountdownGenerator(split, minNumbers, maxNumbers, seed).problems(count).toList());
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
    public Dataset<Problem> problems(StageContext context) {
      return Dataset.of(List.of());
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
