package io.didact.recipe.evaluation;

import io.didact.eval.ClusterBootstrap;
import io.didact.eval.SampleOutcome;
import io.didact.eval.SampleRow;
import io.didact.eval.SampleSet;
import io.didact.report.BrowsedSample;
import io.didact.report.Report;
import io.didact.report.SamplePage;
import io.didact.report.TextLimit;
import io.didact.run.AtomicFiles;
import io.didact.run.Provenance;
import io.didact.run.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code report.html} of an evaluation: its metrics, and its samples to look at. It is made of what
 * the evaluation left, so that it can be made again.
 */
public final class EvaluationReport {
  /** Characters of all texts together: some 20 to 30 MB of a page. */
  private static final long BUDGET = 64L << 20;

  /** More samples than this are not looked at one by one. */
  private static final int MOST_SAMPLES = 50_000;

  private static final int LONGEST_SETTINGS = 64 << 10;
  private static final String FILE = "report.html";

  private EvaluationReport() {}

  /**
   * Writes the page of a finished evaluation anew, into its directory.
   *
   * @return the page
   */
  public static Path renew(Path directory) throws IOException {
    EvaluationRun.requireFinished(directory);
    try (RunDirectory files = RunDirectory.open(directory)) {
      files.commit(next -> write(directory, directory, next));
    }
    return directory.resolve(FILE);
  }

  /**
   * Writes the page, from {@code samples.jsonl}, {@code grading.yaml} and, where they are there,
   * {@code config.yaml} and {@code provenance.json}.
   *
   * @param directory of the run
   * @param samples where the samples are, and how they were graded
   * @param target the page's directory
   */
  public static void write(Path directory, Path samples, Path target) throws IOException {
    Path file = EvaluationRun.samplesFile(samples);
    List<SampleOutcome> outcomes = new ArrayList<>();
    IntStream.Builder lengths = IntStream.builder();
    try (Stream<SampleRow> rows = SampleRow.read(file)) {
      rows.forEach(
          row -> {
            if (outcomes.size() < MOST_SAMPLES) {
              lengths.add(row.prompt().length()).add(row.response().length());
            }
            outcomes.add(row.outcome());
          });
    }
    int[] texts = lengths.build().toArray();
    TextLimit limit = TextLimit.within(texts, BUDGET);
    EvaluationRun run =
        new EvaluationRun(
            directory, set(file, outcomes).voting(Grading.read(samples).answer().equality()));
    List<String> notes = new ArrayList<>();
    notes.add(EvaluationMetrics.HOW);
    notes.addAll(bounds(file, outcomes.size(), texts, limit));
    notes.addAll(origin(directory));
    SamplePage page = new SamplePage(report(run, notes), settings(directory), limit);
    AtomicFiles.writeFile(
        target.resolve(FILE),
        out -> {
          try (Stream<SampleRow> rows = SampleRow.read(file)) {
            page.write(out, rows.limit(MOST_SAMPLES).map(EvaluationReport::browsed));
          }
        });
  }

  private static SampleSet set(Path file, List<SampleOutcome> outcomes) throws IOException {
    try {
      return SampleSet.of(outcomes.stream());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static Report report(EvaluationRun run, List<String> notes) {
    EvaluationMetrics metrics = new EvaluationMetrics(run.samples(), ClusterBootstrap.STANDARD);
    EvaluationCharts charts = new EvaluationCharts(run.samples(), ClusterBootstrap.STANDARD);
    return new Report(
        run.name(), metrics.sentence(), metrics.tables(), charts.all(), List.of(), notes);
  }

  private static BrowsedSample browsed(SampleRow row) {
    return new BrowsedSample(
        row.problem(),
        row.sample(),
        switch (row.grade().verdict()) {
          case CORRECT -> BrowsedSample.Verdict.RIGHT;
          case WRONG -> BrowsedSample.Verdict.WRONG;
          case UNDECIDED -> BrowsedSample.Verdict.UNDECIDED;
        },
        row.outcome().truncated(),
        row.tokens(),
        row.prompt(),
        row.response(),
        Optional.of(row.grade().extracted()).filter(text -> !text.isBlank()),
        row.expected(),
        row.grade().reason(),
        row.subject(),
        row.level());
  }

  /** What of the samples the page does not hold. */
  private static List<String> bounds(Path file, int samples, int[] texts, TextLimit limit) {
    List<String> notes = new ArrayList<>();
    if (samples > MOST_SAMPLES) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Only the first %,d of %,d samples can be looked at here; metrics are of all.",
              MOST_SAMPLES,
              samples));
    }
    if (limit.cuts(texts) > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Of prompts and responses longer than %,d characters (%,d of them) the middle is left"
                  + " out here.",
              limit.characters(),
              limit.cuts(texts)));
    }
    notes.add("All samples, whole: " + file.getFileName() + ".");
    return notes;
  }

  private static List<String> origin(Path directory) throws IOException {
    Path file = directory.resolve(Provenance.FILE);
    if (!Files.exists(file)) {
      return List.of();
    }
    Provenance made = Provenance.read(file);
    List<String> notes = new ArrayList<>();
    made.weights().forEach((name, hash) -> notes.add(name + ": sha256 " + hash));
    made.data().forEach((name, hash) -> notes.add(name + ": sha256 " + hash));
    made.seeds().forEach((name, seed) -> notes.add("seed of the " + name + ": " + seed));
    made.versions().forEach((name, version) -> notes.add(name + " " + version));
    made.commit().ifPresent(commit -> notes.add("commit " + commit));
    return notes;
  }

  private static Optional<String> settings(Path directory) throws IOException {
    Path file = directory.resolve("config.yaml");
    if (!Files.exists(file) || Files.size(file) > LONGEST_SETTINGS) {
      return Optional.empty();
    }
    return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
  }
}
