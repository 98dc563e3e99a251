package io.didact.recipe.evaluation;

import io.didact.eval.Comparison;
import io.didact.eval.Difference;
import io.didact.eval.Metric;
import io.didact.eval.ProblemSamples;
import io.didact.eval.SolvedOverlap;
import io.didact.report.BarChart;
import io.didact.report.Chart;
import io.didact.report.Report;
import io.didact.report.StackedBarChart;
import io.didact.report.StackedBarChart.Part;
import io.didact.report.StackedBarChart.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A {@link ComparisonReport} as a page with charts. */
final class ComparisonPage {
  private static final int MOST_PROBLEMS = 10;

  private final ComparisonReport report;
  private final Comparison comparison;

  ComparisonPage(ComparisonReport report) {
    this.report = report;
    this.comparison = report.comparison();
  }

  Report report() {
    List<String> notes = new ArrayList<>(report.sentences().subList(1, report.sentences().size()));
    notes.add(EvaluationMetrics.HOW);
    notes.add(
        "Differences pair problems: the interval is of the mean over problems of B − A. The"
            + " sign-flip test asks how often the differences’ signs, thrown anew, lead as far from 0.");
    return new Report(
        report.first().name() + " (A) and " + report.second().name() + " (B)",
        report.sentences().get(0),
        tables(),
        List.of(accuracies(), differences(), solved()),
        List.of(),
        notes);
  }

  private List<Report.Table> tables() {
    List<Report.Table> tables = new ArrayList<>();
    tables.add(metrics());
    Report.Table problems = problems();
    if (!problems.rows().isEmpty()) {
      tables.add(problems);
    }
    tables.add(overlaps());
    return tables;
  }

  private Report.Table metrics() {
    return new Report.Table(
        String.format(
            Locale.ROOT,
            "%s; samples: A %,d, B %,d",
            MetricText.count(comparison.problems(), "common problem"),
            comparison.first().size(),
            comparison.second().size()),
        List.of("Metric", "A", "B", "B − A", "95 % interval"),
        comparison.differences().stream().map(ComparisonPage::row).toList());
  }

  private static List<String> row(Difference each) {
    Metric.Unit unit = each.metric().unit();
    return List.of(
        each.metric().name(),
        MetricText.value(unit, each.first().value()),
        MetricText.value(unit, each.second().value()),
        MetricText.difference(unit, each.value()),
        MetricText.differences(unit, each.interval()));
  }

  private Report.Table overlaps() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        overlap(
            comparison.samplesOfBoth() > 1 ? "most samples right" : "its sample right",
            comparison.solvedMostly()));
    if (comparison.samplesOfBoth() > 1) {
      rows.add(overlap("any sample right", comparison.solvedOnce()));
    }
    return new Report.Table(
        comparison.sameNumberOfSamples()
            ? "Solved problems"
            : "Solved problems, by " + report.firstSamples() + " of each",
        List.of("Solved by", "B of A’s", "A of B’s", "both of any", "McNemar"),
        rows);
  }

  private static List<String> overlap(String solved, SolvedOverlap overlap) {
    return List.of(
        solved,
        MetricText.percent(overlap.ofFirst()),
        MetricText.percent(overlap.ofSecond()),
        MetricText.percent(overlap.ofUnion()),
        MetricText.probability(overlap.test().pValue()));
  }

  private Report.Table problems() {
    List<List<String>> rows =
        IntStream.range(0, comparison.problems())
            .boxed()
            .filter(i -> differenceOf(i) != 0)
            .sorted(Comparator.comparingDouble(i -> -Math.abs(differenceOf(i))))
            .limit(MOST_PROBLEMS)
            .map(
                i ->
                    List.of(
                        first(i).problem(),
                        first(i).correct() + " of " + first(i).size(),
                        second(i).correct() + " of " + second(i).size()))
            .toList();
    return new Report.Table(
        "Where they differ most", List.of("Problem", "A right", "B right"), rows);
  }

  private ProblemSamples first(int i) {
    return comparison.first().problems().get(i);
  }

  private ProblemSamples second(int i) {
    return comparison.second().problems().get(i);
  }

  private double differenceOf(int i) {
    return (double) second(i).correct() / second(i).size()
        - (double) first(i).correct() / first(i).size();
  }

  /** Accuracy, pass@k and maj@k of both. */
  Chart accuracies() {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (Difference each : solvedMetrics()) {
      bars.add(EvaluationCharts.bar("A " + each.metric().name(), each.first(), false));
      bars.add(EvaluationCharts.bar("B " + each.metric().name(), each.second(), true));
    }
    return new BarChart(
        "%s (A) and %s (B)".formatted(report.first().name(), report.second().name()),
        "on %s, with 95 %% interval"
            .formatted(MetricText.count(comparison.problems(), "common problem")),
        bars);
  }

  private List<Difference> solvedMetrics() {
    return comparison.differences().stream()
        .takeWhile(each -> !each.metric().equals(Metric.TRUNCATED))
        .toList();
  }

  private Chart differences() {
    return new BarChart(
        "B − A",
        "on the same problems; blue where the 95 % interval leaves out 0",
        solvedMetrics().stream()
            .map(
                each ->
                    new BarChart.Bar(
                        each.metric().name(),
                        each.value(),
                        each.interval().low(),
                        each.interval().high(),
                        !each.mayBeChance()))
            .toList());
  }

  private Chart solved() {
    List<StackedBarChart.Row> rows = new ArrayList<>();
    rows.add(
        solved(
            comparison.samplesOfBoth() > 1 ? "most samples" : "solved", comparison.solvedMostly()));
    if (comparison.samplesOfBoth() > 1) {
      rows.add(solved("any sample", comparison.solvedOnce()));
    }
    return new StackedBarChart(
        "Who solves what",
        "problems",
        List.of(
            new Part("both", Tone.GOOD),
            new Part("only A", Tone.SECOND),
            new Part("only B", Tone.FIRST),
            new Part("neither", Tone.PLAIN)),
        rows);
  }

  private static StackedBarChart.Row solved(String name, SolvedOverlap overlap) {
    return new StackedBarChart.Row(
        name,
        List.of(overlap.both(), overlap.onlyFirst(), overlap.onlySecond(), overlap.neither()));
  }
}
