package io.didact.recipe;

import io.didact.eval.Correlation;
import io.didact.eval.Interval;
import io.didact.eval.Repetitions;
import io.didact.recipe.claim.ClaimResult;
import io.didact.recipe.claim.Measured;
import io.didact.recipe.claim.Quantities;
import io.didact.recipe.evaluation.StageResult;
import io.didact.run.AtomicFiles;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run came to; {@code summary.json} and the table at the end.
 *
 * @param arms accuracy of each arm, in the plan's order
 * @param teacher {@code before} and {@code after} RL, where the plan names both
 * @param seconds that the stages took, each counted in its last run
 * @param weights stage → sha256 of its final model.safetensors
 * @param measures by name
 * @param series of the plots, by name
 * @param claims what became of each
 * @param claimed when they were made, in words; empty where there are none
 */
public record RunSummary(
    Map<String, Arm> arms,
    Map<String, Teacher> teacher,
    double seconds,
    Map<String, String> weights,
    Map<String, Spread> measures,
    Map<String, Series> series,
    List<ClaimResult> claims,
    String claimed) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Share of right answers: of one evaluation with its 95 % interval, or the mean of several with
   * the range of theirs.
   *
   * @param low lower end of the interval, or the least of the accuracies
   * @param high its upper end, or the greatest of them
   * @param n answers' problems in each evaluation
   * @param runs evaluations
   * @param sd deviation of the accuracies, of several (with runs − 1)
   */
  public record Arm(
      double accuracy, double low, double high, int n, int runs, Optional<Double> sd) {
    static Arm of(List<Map<String, Double>> evaluations) {
      Map<String, Double> first = evaluations.get(0);
      int n = (int) metric(first, "n");
      if (evaluations.size() == 1) {
        return new Arm(
            metric(first, "accuracy"),
            metric(first, "low"),
            metric(first, "high"),
            n,
            1,
            Optional.empty());
      }
      double[] all = evaluations.stream().mapToDouble(each -> metric(each, "accuracy")).toArray();
      Repetitions repetitions = new Repetitions(all);
      return new Arm(
          repetitions.mean(),
          Arrays.stream(all).min().orElseThrow(),
          Arrays.stream(all).max().orElseThrow(),
          n,
          all.length,
          repetitions.sd());
    }

    /** What a table shows: accuracy, interval or range, n. */
    List<String> cells() {
      String value = String.format(Locale.ROOT, "%.3f", accuracy);
      return List.of(
          sd.map(each -> value + String.format(Locale.ROOT, " ± %.3f", each)).orElse(value),
          String.format(Locale.ROOT, "%.3f – %.3f", low, high),
          runs == 1 ? String.valueOf(n) : runs + " × " + n);
    }
  }

  /**
   * Means over a teacher's explanations.
   *
   * @param scores of the reward, by symbol
   * @param length in tokens
   */
  public record Teacher(double reward, Map<String, Double> scores, double length) {
    static Teacher of(Map<String, Double> metrics) {
      Map<String, Double> scores = new LinkedHashMap<>();
      metrics.forEach(
          (name, value) -> {
            if (name.startsWith(StepReport.SCORE)) {
              scores.put(name.substring(StepReport.SCORE.length()), value);
            }
          });
      return new Teacher(metric(metrics, "reward"), scores, metric(metrics, "length"));
    }

    /** What a table shows, by the names of its columns. */
    Map<String, String> cells() {
      Map<String, String> cells = new LinkedHashMap<>();
      cells.put("reward", String.format(Locale.ROOT, "%.3f", reward));
      scores.forEach((name, value) -> cells.put(name, String.format(Locale.ROOT, "%.3f", value)));
      cells.put("length", String.format(Locale.ROOT, "%.1f", length));
      return cells;
    }
  }

  /**
   * A measure over repetitions.
   *
   * @param low the least of them
   * @param high the greatest
   * @param sd with runs − 1; nothing of one
   */
  public record Spread(double mean, double low, double high, int runs, Optional<Double> sd) {
    static Spread of(double[] values) {
      Repetitions all = new Repetitions(values);
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return new Spread(all.mean(), sorted[0], sorted[sorted.length - 1], sorted.length, all.sd());
    }

    /** What a table shows: mean and deviation, range, repetitions. */
    List<String> cells() {
      String value = String.format(Locale.ROOT, "%.3f", mean);
      return List.of(
          sd.map(each -> value + String.format(Locale.ROOT, " ± %.3f", each)).orElse(value),
          String.format(Locale.ROOT, "%.3f – %.3f", low, high),
          String.valueOf(runs));
    }
  }

  /**
   * The points of a plot's series, and how they go together.
   *
   * @param points in the order of x
   * @param pearson r
   * @param interval Fisher's 95 % interval of r, for four points or more
   * @param spearman ρ
   */
  public record Series(
      List<Quantities.Point> points, double pearson, Optional<Interval> interval, double spearman) {
    static Series of(List<Quantities.Point> points) {
      double[] x = points.stream().mapToDouble(Quantities.Point::x).toArray();
      double[] y = points.stream().mapToDouble(Quantities.Point::y).toArray();
      Correlation pearson = Correlation.pearson(x, y);
      return new Series(points, pearson.r(), pearson.interval(), Correlation.spearman(x, y).r());
    }

    /** {@code r 0.912 [0.76, 0.97], ρ 0.88, 16 points}. */
    String words() {
      return String.format(
          Locale.ROOT,
          "r %.3f%s, ρ %.3f, %d points",
          pearson,
          interval
              .map(each -> String.format(Locale.ROOT, " [%.3f, %.3f]", each.low(), each.high()))
              .orElse(""),
          spearman,
          points.size());
    }
  }

  /**
   * Gathers what the plan asks for.
   *
   * @param claimed when the claims were made, in words
   * @throws IOException where a stage has no metric of a measure, or samples cannot be read
   */
  static RunSummary of(Recipe recipe, Map<String, StageResult> results, String claimed)
      throws IOException {
    Map<String, Arm> arms = new LinkedHashMap<>();
    Map<String, Teacher> teacher = new LinkedHashMap<>();
    Map<String, Spread> measures = new LinkedHashMap<>();
    Map<String, Series> series = new LinkedHashMap<>();
    List<ClaimResult> claims = List.of();
    if (recipe.summary().isPresent()) {
      SummaryPlan plan = recipe.summary().get();
      plan.arms()
          .forEach(
              (arm, stages) ->
                  arms.put(
                      arm, Arm.of(stages.stream().map(each -> metrics(results, each)).toList())));
      putTeacher(teacher, "before", plan.before(), results);
      putTeacher(teacher, "after", plan.after(), results);
      Measured measured = new Measured(plan.quantities(), results, recipe::directory);
      measured.requireMetrics();
      plan.measures().keySet().forEach(name -> measures.put(name, Spread.of(measured.of(name))));
      plan.plots()
          .values()
          .forEach(
              plot ->
                  plot.series()
                      .forEach((name, each) -> series.put(name, Series.of(measured.points(each)))));
      claims = measured.test(plan.claims());
    }
    Map<String, String> weights = new LinkedHashMap<>();
    results.forEach(
        (stage, result) -> result.weights().ifPresent(hash -> weights.put(stage, hash)));
    double seconds = results.values().stream().mapToDouble(StageResult::seconds).sum();
    return new RunSummary(arms, teacher, seconds, weights, measures, series, claims, claimed);
  }

  private static Map<String, Double> metrics(Map<String, StageResult> results, String stage) {
    return Objects.requireNonNull(results.get(stage), stage).metrics();
  }

  private static void putTeacher(
      Map<String, Teacher> teacher,
      String when,
      Optional<String> stage,
      Map<String, StageResult> results) {
    stage.ifPresent(name -> teacher.put(when, Teacher.of(metrics(results, name))));
  }

  private static double metric(Map<String, Double> metrics, String name) {
    return Objects.requireNonNull(metrics.get(name), name);
  }

  void write(Path file) throws IOException {
    AtomicFiles.writeText(file, JSON.writeValueAsString(this) + "\n");
  }

  /** The table for people. */
  public String table() {
    StringBuilder text = new StringBuilder();
    if (!arms.isEmpty()) {
      int width = arms.keySet().stream().mapToInt(String::length).max().orElse(0);
      boolean several = arms.values().stream().anyMatch(arm -> arm.runs() > 1);
      int[] widths = {Math.max(10, width), several ? 13 : 8, 15, several ? 8 : 5};
      text.append(line(widths, "student of", List.of("accuracy", interval(), "n")));
      arms.forEach((name, arm) -> text.append(line(widths, name, arm.cells())));
    }
    if (!teacher.isEmpty()) {
      text.append('\n').append(teacherLine("teacher", teacherColumns()));
      teacher.forEach((when, means) -> text.append(teacherLine(when + " RL", teacherCells(means))));
    }
    if (!measures.isEmpty()) {
      int width = measures.keySet().stream().mapToInt(String::length).max().orElse(0);
      int[] widths = {Math.max(10, width), 16, 17, 5};
      text.append('\n').append(line(widths, "measure", List.of("mean", "range", "runs")));
      measures.forEach((name, each) -> text.append(line(widths, name, each.cells())));
    }
    if (!series.isEmpty()) {
      text.append("\ncorrelation along a series\n");
      series.forEach((name, each) -> text.append("  %s: %s\n".formatted(name, each.words())));
    }
    if (!claims.isEmpty()) {
      text.append("\nclaims, ").append(claimed).append('\n');
      for (ClaimResult claim : claims) {
        text.append(
            "  %-12s %s: %s\n".formatted(claim.verdict().words(), claim.words(), claim.figures()));
        if (claim.problems().isPresent()) {
          text.append("  %-12s %s\n".formatted("", claim.onProblems()));
        }
      }
    }
    return text.append(String.format(Locale.ROOT, "\n%.0f s in all stages\n", seconds)).toString();
  }

  /** The columns of a table of teachers: whatever scores any of them has. */
  List<String> teacherColumns() {
    return teacher.values().stream()
        .flatMap(means -> means.cells().keySet().stream())
        .distinct()
        .toList();
  }

  /** A teacher's row of that table. */
  List<String> teacherCells(Teacher means) {
    Map<String, String> cells = means.cells();
    return teacherColumns().stream().map(name -> cells.getOrDefault(name, "")).toList();
  }

  /** What stands between an arm's low and high. */
  String interval() {
    boolean several = arms.values().stream().anyMatch(arm -> arm.runs() > 1);
    boolean single = arms.values().stream().anyMatch(arm -> arm.runs() == 1);
    return several ? single ? "95 % or range" : "range" : "95 % interval";
  }

  private static String line(int[] widths, String name, List<String> cells) {
    StringBuilder line = new StringBuilder(String.format("%-" + widths[0] + "s", name));
    for (int i = 0; i < cells.size(); i++) {
      line.append(String.format("  %" + widths[i + 1] + "s", cells.get(i)));
    }
    return line.append('\n').toString();
  }

  private static String teacherLine(String name, List<String> cells) {
    List<String> padded = new ArrayList<>();
    cells.forEach(cell -> padded.add(String.format("%9s", cell)));
    return String.format("%-10s%s\n", name, String.join("", padded));
  }
}
