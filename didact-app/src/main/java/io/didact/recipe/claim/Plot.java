package io.didact.recipe.claim;

import io.didact.config.Rules;
import io.didact.report.LineChart;
import java.util.Map;

/**
 * Arms or measures over a quantity that orders them: accuracy over the rank of the traces, or over
 * the steps of RL.
 *
 * @param x what the quantity is, for the axis
 * @param y what the arms or measures are
 * @param series name → arm or measure → where it stands: a number, or a measure's name
 */
public record Plot(String x, String y, Map<String, Map<String, String>> series) {
  public Plot {
    new Rules()
        .require(!series.isEmpty(), "series", "names no series")
        .require(
            series.size() <= LineChart.MOST,
            "series",
            "has %d; %d can be told apart".formatted(series.size(), LineChart.MOST))
        .require(
            series.values().stream().noneMatch(Map::isEmpty), "series", "has one without points")
        .done();
  }

  static Plot defaults(String x, Map<String, Map<String, String>> series) {
    return new Plot(x, "accuracy", series);
  }
}
