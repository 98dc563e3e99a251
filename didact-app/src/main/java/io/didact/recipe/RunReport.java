package io.didact.recipe;

import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
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
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code report.html}: the summary as pictures, with explanations to read; and {@code
 * accuracy.svg}, its first chart as a file.
 */
final class RunReport {
  private static final int SAMPLES = 8;
  private static final int SHOWN_HASH = 12;

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
    for (Curve curve : curves()) {
      charts.addAll(curve(curve).stream().toList());
    }
    Report report = new Report(plan.title(), subtitle(), tables(), charts, samples(), notes());
    AtomicFiles.writeText(file, HtmlReport.of(report));
    if (!summary.arms().isEmpty()) {
      AtomicFiles.writeText(file.resolveSibling("accuracy.svg"), SvgFile.of(accuracies()));
    }
  }

  /**
   * What is drawn over the steps of RL.
   *
   * @param key of the metric
   */
  private record Curve(String key, String title) {}

  /** The reward, whatever scores it has, and how the policy changes. */
  private List<Curve> curves() throws IOException {
    List<Curve> curves = new ArrayList<>();
    curves.add(new Curve("reward", "Reward per step"));
    Set<String> scores = new LinkedHashSet<>();
    for (String stage : plan.curves().values()) {
      metrics(stage).forEach(row -> scores.addAll(row.values().keySet()));
    }
    for (String key : scores) {
      if (key.startsWith(StepReport.SCORE)) {
        curves.add(new Curve(key, key.substring(StepReport.SCORE.length()) + ", mean of a step"));
      }
    }
    curves.add(new Curve("heldOut/reward", "Reward on held-out problems"));
    curves.add(new Curve("length", "Length of a completion, tokens"));
    curves.add(new Curve("kl", "KL to the reference, nats per token"));
    return curves;
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
                      "Students of “%s” solve %.1f %% of %d held-out problems (95 %% interval %.1f"
                          + " – %.1f).",
                      name,
                      100 * arm.accuracy(),
                      arm.n(),
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

  private Optional<LineChart> curve(Curve curve) throws IOException {
    List<LineChart.Line> lines = new ArrayList<>();
    for (Map.Entry<String, String> each : plan.curves().entrySet()) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (MetricsLog.Row row : metrics(each.getValue())) {
        Double value = row.values().get(curve.key());
        if (value != null) {
          x.add((double) row.step());
          y.add(value);
        }
      }
      if (!x.isEmpty()) {
        lines.add(LineChart.Line.of(each.getKey(), x, y));
      }
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(new LineChart(curve.title(), "step", lines));
  }

  private List<Report.Table> tables() {
    List<Report.Table> tables = new ArrayList<>();
    if (!summary.arms().isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      summary
          .arms()
          .forEach(
              (name, arm) ->
                  rows.add(
                      List.of(
                          name,
                          number(arm.accuracy()),
                          number(arm.low()) + " – " + number(arm.high()),
                          String.valueOf(arm.n()))));
      tables.add(
          new Report.Table(
              "Accuracy on held-out problems",
              List.of("Student of", "accuracy", "95 % interval", "n"),
              rows));
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
        .forEach(each -> scores.put(each.getKey(), each.getValue().asDouble()));
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

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
