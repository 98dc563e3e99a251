package io.didact.recipe;

import io.didact.report.Chart;
import io.didact.report.LineChart;
import io.didact.run.MetricsLog;
import io.didact.train.StepReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Metrics over the steps of training, as charts.
 *
 * @param runs label → the rows of its metrics; the first {@value LineChart#MOST} are drawn
 */
public record TrainingCurves(Map<String, List<MetricsLog.Row>> runs) {
  /** Points of a line: more than can be told apart. */
  private static final int POINTS = 500;

  /** One chart each for the reward, its scores, lengths and the KL to the reference. */
  public List<Chart> ofRewards() {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("reward", "Reward per step");
    Set<String> keys = new LinkedHashSet<>();
    runs.values().forEach(rows -> rows.forEach(row -> keys.addAll(row.values().keySet())));
    for (String key : keys) {
      if (key.startsWith(StepReport.SCORE)) {
        titles.put(key, key.substring(StepReport.SCORE.length()) + ", mean of a step");
      }
    }
    titles.put("heldOut/reward", "Reward on held-out problems");
    titles.put("length", "Length of a completion, tokens");
    titles.put("kl", "KL to the reference, nats per token");
    return charts(titles);
  }

  /** One chart for each of these metrics that any run has. */
  public List<Chart> charts(Map<String, String> titles) {
    List<Chart> charts = new ArrayList<>();
    titles.forEach(
        (key, title) -> {
          List<LineChart.Line> lines = new ArrayList<>();
          runs.forEach(
              (label, rows) -> {
                LineChart.Line line = line(label, key, rows);
                if (!line.x().isEmpty() && lines.size() < LineChart.MOST) {
                  lines.add(line);
                }
              });
          if (!lines.isEmpty()) {
            charts.add(new LineChart(title, "step", lines));
          }
        });
    return charts;
  }

  /** Every point, or means over as many steps as make few enough. */
  private static LineChart.Line line(String label, String key, List<MetricsLog.Row> rows) {
    List<MetricsLog.Row> having =
        rows.stream().filter(row -> row.values().containsKey(key)).toList();
    int width = (having.size() + POINTS - 1) / POINTS;
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int from = 0; from < having.size(); from += width) {
      List<MetricsLog.Row> some = having.subList(from, Math.min(from + width, having.size()));
      x.add((double) some.get(some.size() - 1).step());
      y.add(
          some.stream()
              .mapToDouble(row -> row.values().getOrDefault(key, Double.NaN))
              .average()
              .orElseThrow());
    }
    return LineChart.Line.of(label, x, y);
  }
}
