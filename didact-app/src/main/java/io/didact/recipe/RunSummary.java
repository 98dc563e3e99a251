package io.didact.recipe;

import io.didact.recipe.evaluation.StageResult;
import io.didact.run.AtomicFiles;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
 */
public record RunSummary(
    Map<String, Arm> arms,
    Map<String, Teacher> teacher,
    double seconds,
    Map<String, String> weights) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Share of right answers with its 95 % interval. */
  public record Arm(double accuracy, double low, double high, int n) {}

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

  /** Gathers what the plan asks for. */
  static RunSummary of(Recipe recipe, Map<String, StageResult> results) {
    Map<String, Arm> arms = new LinkedHashMap<>();
    Map<String, Teacher> teacher = new LinkedHashMap<>();
    recipe
        .summary()
        .ifPresent(
            plan -> {
              plan.arms().forEach((arm, stage) -> arms.put(arm, arm(metrics(results, stage))));
              putTeacher(teacher, "before", plan.before(), results);
              putTeacher(teacher, "after", plan.after(), results);
            });
    Map<String, String> weights = new LinkedHashMap<>();
    results.forEach(
        (stage, result) -> result.weights().ifPresent(hash -> weights.put(stage, hash)));
    double seconds = results.values().stream().mapToDouble(StageResult::seconds).sum();
    return new RunSummary(arms, teacher, seconds, weights);
  }

  private static Map<String, Double> metrics(Map<String, StageResult> results, String stage) {
    return Objects.requireNonNull(results.get(stage), stage).metrics();
  }

  private static Arm arm(Map<String, Double> metrics) {
    return new Arm(
        metric(metrics, "accuracy"),
        metric(metrics, "low"),
        metric(metrics, "high"),
        (int) metric(metrics, "n"));
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
      text.append(line("student of", width, "accuracy", "95 % interval", "n"));
      arms.forEach(
          (name, arm) ->
              text.append(
                  line(
                      name,
                      width,
                      String.format(Locale.ROOT, "%.3f", arm.accuracy()),
                      String.format(Locale.ROOT, "%.3f – %.3f", arm.low(), arm.high()),
                      String.valueOf(arm.n()))));
    }
    if (!teacher.isEmpty()) {
      text.append('\n').append(teacherLine("teacher", teacherColumns()));
      teacher.forEach((when, means) -> text.append(teacherLine(when + " RL", teacherCells(means))));
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

  private static String line(String name, int width, String accuracy, String interval, String n) {
    return String.format(
        "%-" + Math.max(10, width) + "s  %8s  %15s  %5s\n", name, accuracy, interval, n);
  }

  private static String teacherLine(String name, List<String> cells) {
    List<String> padded = new ArrayList<>();
    cells.forEach(cell -> padded.add(String.format("%9s", cell)));
    return String.format("%-10s%s\n", name, String.join("", padded));
  }
}
