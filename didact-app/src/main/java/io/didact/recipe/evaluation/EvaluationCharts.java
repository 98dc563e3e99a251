package io.didact.recipe.evaluation;

import io.didact.eval.ClusterBootstrap;
import io.didact.eval.Estimate;
import io.didact.eval.Grouping;
import io.didact.eval.LengthBin;
import io.didact.eval.Metric;
import io.didact.eval.SampleSet;
import io.didact.report.BarChart;
import io.didact.report.Chart;
import io.didact.report.LineChart;
import io.didact.report.StackedBarChart;
import io.didact.report.StackedBarChart.Part;
import io.didact.report.StackedBarChart.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The metrics of an evaluation as charts.
 *
 * @param set its samples
 * @param bootstrap for the intervals
 */
record EvaluationCharts(SampleSet set, ClusterBootstrap bootstrap) {
  private static final int MOST_GROUPS = 30;
  private static final int MOST_WIDTHS = 12;
  private static final int LENGTH_GROUPS = 8;

  List<Chart> all() {
    List<Chart> charts = new ArrayList<>();
    if (set.samplesPerProblem() > 1) {
      charts.add(votes());
    }
    for (Grouping grouping : Grouping.values()) {
      bars(grouping).ifPresent(charts::add);
    }
    charts.add(outcomesByLength());
    charts.add(accuracyByLength());
    return charts;
  }

  private Optional<Chart> bars(Grouping grouping) {
    Map<String, SampleSet> groups = set.by(grouping);
    if (groups.size() < 2 || groups.size() > MOST_GROUPS) {
      return Optional.empty();
    }
    List<BarChart.Bar> bars = new ArrayList<>();
    groups.forEach((label, group) -> bars.add(bar(label, estimate(Metric.ACCURACY, group), false)));
    return Optional.of(
        new BarChart("Accuracy by " + grouping.word(), "share right, with 95 % interval", bars));
  }

  /** An estimate with its interval. */
  static BarChart.Bar bar(String name, Estimate estimate, boolean highlighted) {
    return new BarChart.Bar(
        name, estimate.value(), estimate.interval().low(), estimate.interval().high(), highlighted);
  }

  private Chart votes() {
    List<Integer> sizes = new ArrayList<>(List.of(1));
    sizes.addAll(Metric.sizes(set.samplesPerProblem()));
    return new LineChart(
        "More samples a problem",
        "samples k",
        List.of(
            line("pass@k, any right", sizes, Metric::passAt),
            line("maj@k, the most frequent right", sizes, Metric::majorityAt)));
  }

  private LineChart.Line line(String name, List<Integer> sizes, IntFunction<Metric> metric) {
    List<Estimate> estimates = sizes.stream().map(k -> estimate(metric.apply(k), set)).toList();
    return new LineChart.Line(
        name,
        sizes.stream().map(Integer::doubleValue).toList(),
        estimates.stream().map(Estimate::value).toList(),
        Optional.of(
            new LineChart.Band(
                estimates.stream().map(each -> each.interval().low()).toList(),
                estimates.stream().map(each -> each.interval().high()).toList())));
  }

  private Chart outcomesByLength() {
    return new StackedBarChart(
        "Outcomes by length",
        "samples, by their tokens",
        List.of(
            new Part("right", Tone.GOOD),
            new Part("wrong", Tone.BAD),
            new Part("undecided", Tone.DOUBTFUL),
            new Part("truncated", Tone.CUT)),
        LengthBin.ofEqualWidths(set, MOST_WIDTHS, bootstrap).stream()
            .map(
                bin ->
                    new StackedBarChart.Row(
                        range(bin),
                        List.of(bin.correct(), bin.wrong(), bin.undecided(), bin.cut())))
            .toList());
  }

  private Chart accuracyByLength() {
    return new BarChart(
        "Accuracy by length",
        "share right, by tokens; each bar about as many samples",
        LengthBin.ofEqualCounts(set, LENGTH_GROUPS, bootstrap).stream()
            .map(bin -> bar(range(bin), bin.accuracy(), false))
            .toList());
  }

  private static String range(LengthBin bin) {
    return bin.from() == bin.to()
        ? String.format(Locale.ROOT, "%,d", bin.from())
        : String.format(Locale.ROOT, "%,d – %,d", bin.from(), bin.to());
  }

  private Estimate estimate(Metric metric, SampleSet of) {
    return Estimate.of(metric, of, bootstrap);
  }
}
