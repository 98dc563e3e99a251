package io.didact.eval.task;

import io.didact.eval.ClusterBootstrap;
import io.didact.eval.Estimate;
import io.didact.eval.Figure;
import io.didact.eval.SampleRow;
import io.didact.eval.SampleSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the samples of a run come to. */
public final class TaskFigures {
  private TaskFigures() {}

  /**
   * {@code accuracy low high n problems tokens truncated undecided empty}.
   *
   * @param samples of all problems, the same number for each
   */
  public static Map<String, Double> of(List<SampleRow> samples) {
    SampleSet set = SampleSet.of(samples.stream().map(SampleRow::outcome));
    Estimate accuracy = Estimate.of(Figure.ACCURACY, set, ClusterBootstrap.STANDARD);
    long empty = samples.stream().filter(each -> each.response().isBlank()).count();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy", accuracy.value());
    figures.put("low", accuracy.interval().low());
    figures.put("high", accuracy.interval().high());
    figures.put("n", (double) set.size());
    figures.put("problems", (double) set.problems().size());
    for (Figure figure : List.of(Figure.TOKENS, Figure.TRUNCATED, Figure.UNDECIDED)) {
      figures.put(figure.name(), figure.meanOf(set));
    }
    figures.put("empty", empty / (double) samples.size());
    return figures;
  }
}
