package io.didact.recipe;

import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.recipe.claim.Quantities;
import io.didact.recipe.inspection.Inspection;
import io.didact.recipe.inspection.TraceSet;
import io.didact.recipe.stage.RlStage;
import io.didact.recipe.stage.Stage;
import io.didact.recipe.stage.TracesStage;
import io.didact.report.BarChart;
import io.didact.report.Chart;
import io.didact.report.HtmlReport;
import io.didact.report.LineChart;
import io.didact.report.Report;
import io.didact.report.Sample;
import io.didact.report.SvgFile;
import io.didact.run.AtomicFiles;
import io.didact.run.Checkpoints;
import io.didact.run.MetricsLog;
import io.didact.run.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * {@code report.html}: the summary as pictures, with explanations to read; and {@code
 * accuracy.svg}, its first chart as a file.
 */
final class RunReport {
  private static final int SAMPLES = 8;
  private static final int SHOWN_HASH = 12;

  /** Of the page of explanations; {@code didact inspect-traces} shows more. */
  private static final int MOST_PROBLEMS = 500;

  private final Recipe recipe;
  private final SummaryPlan plan;
  private final RunSummary summary;

  RunReport(Recipe recipe, SummaryPlan plan, RunSummary summary) {
    this.recipe = recipe;
    this.plan = plan;
    this.summary = summary;
  }

  void write(Path file) throws IOException {
    List<Chart> charts = new ArrayList<>();
    if (!summary.arms().isEmpty()) {
      charts.add(accuracies());
    }
    Map<String, List<MetricsLog.Row>> curves = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : plan.curves().entrySet()) {
      curves.put(each.getKey(), metrics(each.getValue()));
    }
    charts.addAll(new TrainingCurves(curves).ofRewards());
    charts.addAll(plots());
    List<String> notes = notes();
    List<Report.Link> links = inspection(file.resolveSibling(Inspection.FILE), notes::add);
    Report report = new Report(plan.title(), subtitle(), tables(), charts, samples(), notes, links);
    AtomicFiles.writeText(file, HtmlReport.of(report));
    if (!summary.arms().isEmpty()) {
      AtomicFiles.writeText(file.resolveSibling("accuracy.svg"), SvgFile.of(accuracies()));
    }
  }

  /** Writes the page of explanations token by token, where stages kept what it shows. */
  private List<Report.Link> inspection(Path file, Consumer<String> note) throws IOException {
    List<TraceSet> sets = new ArrayList<>();
    for (Map.Entry<String, Stage> each : recipe.stages().entrySet()) {
      boolean kept =
          (each.getValue() instanceof TracesStage traces && traces.tokenValues())
              || (each.getValue() instanceof RlStage rl && rl.tokenValues());
      if (kept) {
        TraceSet.ofStage(recipe.directory(each.getKey())).ifPresent(sets::add);
      }
    }
    if (sets.isEmpty()) {
      return List.of();
    }
    new Inspection(plan.title(), sets, Optional.empty(), MOST_PROBLEMS, note).write(file);
    return List.of(new Report.Link("The explanations, token by token", Inspection.FILE));
  }

  private List<MetricsLog.Row> metrics(String stage) throws IOException {
    return MetricsLog.read(recipe.directory(stage).resolve(Checkpoints.METRICS));
  }

  private String subtitle() {
    return plan.headline()
        .map(
            name -> {
              RunSummary.Arm arm = summary.arms().get(name);
              return arm == null
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      "Students of “%s” solve %.1f %% of %d held-out problems (%s %.1f – %.1f).",
                      name,
                      100 * arm.accuracy(),
                      arm.n(),
                      summary.interval(),
                      100 * arm.low(),
                      100 * arm.high());
            })
        .orElse("");
  }

  private BarChart accuracies() {
    List<BarChart.Bar> bars = new ArrayList<>();
    summary
        .arms()
        .forEach(
            (name, arm) ->
                bars.add(
                    new BarChart.Bar(
                        name,
                        arm.accuracy(),
                        arm.low(),
                        arm.high(),
                        plan.headline().equals(Optional.of(name)))));
    return new BarChart("Accuracy by what the student learned from", "share solved", bars);
  }

  private List<Report.Table> tables() {
    List<Report.Table> tables = new ArrayList<>();
    if (!summary.arms().isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      summary
          .arms()
          .forEach(
              (name, arm) ->
                  rows.add(Stream.concat(Stream.of(name), arm.cells().stream()).toList()));
      tables.add(
          new Report.Table(
              "Accuracy on held-out problems",
              List.of("Student of", "accuracy", summary.interval(), "n"),
              rows));
    }
    if (!summary.claims().isEmpty()) {
      tables.add(claims());
    }
    if (!summary.measures().isEmpty()) {
      tables.add(
          new Report.Table(
              "Measures",
              List.of("Measure", "mean", "range", "runs"),
              summary.measures().entrySet().stream()
                  .map(
                      each ->
                          Stream.concat(Stream.of(each.getKey()), each.getValue().cells().stream())
                              .toList())
                  .toList()));
    }
    if (!summary.series().isEmpty()) {
      tables.add(
          new Report.Table(
              "Correlation along a series",
              List.of("Series", "Pearson’s r, Spearman’s ρ"),
              summary.series().entrySet().stream()
                  .map(each -> List.of(each.getKey(), each.getValue().words()))
                  .toList(),
              true));
    }
    if (!summary.teacher().isEmpty()) {
      List<String> columns = new ArrayList<>(List.of("Teacher"));
      columns.addAll(summary.teacherColumns());
      List<List<String>> rows = new ArrayList<>();
      summary
          .teacher()
          .forEach(
              (when, means) -> {
                List<String> row = new ArrayList<>(List.of(when + " RL"));
                row.addAll(summary.teacherCells(means));
                rows.add(row);
              });
      tables.add(new Report.Table("The teacher’s explanations", columns, rows));
    }
    return tables;
  }

  private Report.Table claims() {
    return new Report.Table(
        "Claims, " + summary.claimed(),
        List.of("Claim", "Verdict", "Over repetitions", "Over problems"),
        summary.claims().stream()
            .map(
                claim ->
                    List.of(
                        claim.words(),
                        claim.verdict().words(),
                        claim.figures(),
                        claim.onProblems()))
            .toList(),
        true);
  }

  /** Series in the order of x, with the range over repetitions where y is an arm. */
  private List<Chart> plots() {
    List<Chart> charts = new ArrayList<>();
    plan.plots()
        .forEach(
            (title, plot) -> {
              List<LineChart.Line> lines = plot.series().keySet().stream().map(this::line).toList();
              charts.add(new LineChart(title + ": " + plot.y(), plot.x(), lines));
            });
    return charts;
  }

  private LineChart.Line line(String name) {
    List<Quantities.Point> points =
        Objects.requireNonNull(summary.series().get(name), name).points();
    return new LineChart.Line(
        name,
        points.stream().map(Quantities.Point::x).toList(),
        points.stream().map(Quantities.Point::y).toList(),
        Optional.of(
            new LineChart.Band(
                points.stream().map(Quantities.Point::low).toList(),
                points.stream().map(Quantities.Point::high).toList())));
  }

  private List<Sample> samples() throws IOException {
    if (plan.before().isEmpty() || plan.after().isEmpty()) {
      return List.of();
    }
    List<Written> before = written(plan.before().get(), "before RL");
    List<Written> after = written(plan.after().get(), "after RL");
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
      if (before.get(i).question().equals(after.get(i).question())) {
        samples.add(
            new Sample(
                before.get(i).question(),
                before.get(i).solution(),
                List.of(before.get(i).explained(), after.get(i).explained())));
      }
    }
    return samples;
  }

  private record Written(String question, String solution, Sample.Explained explained) {}

  private List<Written> written(String stage, String label) throws IOException {
    Path file = recipe.directory(stage).resolve("rollouts").resolve("step-000001.jsonl.gz");
    try (Stream<Written> rows = Jsonl.read(file, row -> written(row, label))) {
      return rows.limit(SAMPLES).toList();
    }
  }

  private static Written written(JsonlRow row, String label) {
    Map<String, Double> scores = new LinkedHashMap<>();
    row.fields()
        .path("scores")
        .properties()
        .forEach(each -> scores.put(each.getKey(), each.getValue().asDouble(Double.NaN)));
    return new Written(
        row.string("question"),
        row.string("solution"),
        new Sample.Explained(
            label, row.string("text"), row.optionalNumber("reward").orElse(Double.NaN), scores));
  }

  private List<String> notes() throws IOException {
    List<String> notes = new ArrayList<>();
    notes.add("Seed " + recipe.seed() + ", " + recipe.machine().workers() + " workers.");
    for (String stage : recipe.stages().keySet()) {
      Provenance made = Provenance.read(recipe.directory(stage).resolve("provenance.json"));
      String weights = summary.weights().get(stage);
      notes.add(
          stage
              + ": inputs "
              + made.inputs().substring(0, SHOWN_HASH)
              + (weights == null ? "" : ", weights " + weights.substring(0, SHOWN_HASH)));
    }
    return notes;
  }
}
