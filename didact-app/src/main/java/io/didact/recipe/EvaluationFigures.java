package io.didact.recipe;

import io.didact.eval.ClusterBootstrap;
import io.didact.eval.Estimate;
import io.didact.eval.Figure;
import io.didact.eval.Grouping;
import io.didact.eval.LengthBin;
import io.didact.eval.SampleOutcome;
import io.didact.eval.SampleSet;
import io.didact.report.BarChart;
import io.didact.report.Chart;
import io.didact.report.LineChart;
import io.didact.report.Report;
import io.didact.report.StackedBarChart;
import io.didact.report.StackedBarChart.Part;
import io.didact.report.StackedBarChart.Tone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * The figures of an evaluation as a sentence, tables and charts.
 *
 * @param set its samples
 * @param bootstrap for the intervals
 */
record EvaluationFigures(SampleSet set, ClusterBootstrap bootstrap) {
  /** How the intervals came about. */
  static final String HOW =
      "Intervals are 95 %: Wilson’s where every problem counts 0 or 1, else from resampling whole"
          + " problems 10,000 times (seed 1). Undecided samples count as not right.";

  private static final int MOST_GROUPS = 30;
  private static final int MOST_WIDTHS = 12;
  private static final int LENGTH_GROUPS = 8;

  private Estimate estimate(Figure figure, SampleSet of) {
    return Estimate.of(figure, of, bootstrap);
  }

  /** What came out. */
  String sentence() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d answers are right: %s. It rests on %s.",
        set.correct(),
        set.size(),
        FigureText.percent(estimate(Figure.accuracy(), set)),
        EvaluationRun.sizeOf(set));
  }

  List<Report.Table> tables() {
    List<Report.Table> tables = new ArrayList<>();
    tables.add(all());
    tables.add(lengths());
    for (Grouping grouping : Grouping.values()) {
      groups(grouping).ifPresent(tables::add);
    }
    return tables;
  }

  List<Chart> charts() {
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

  private Report.Table all() {
    List<List<String>> rows = new ArrayList<>();
    for (Figure figure : Figure.all(set.samplesPerProblem())) {
      Estimate estimate = estimate(figure, set);
      String name = figure.name();
      rows.add(
          List.of(
              name.equals("accuracy") && set.samplesPerProblem() > 1
                  ? "accuracy (avg@" + set.samplesPerProblem() + ")"
                  : name.equals("tokens") ? "tokens a sample" : name,
              FigureText.value(figure.unit(), estimate.value()),
              FigureText.interval(figure.unit(), estimate.interval())));
    }
    return new Report.Table(
        EvaluationRun.sizeOf(set), List.of("Figure", "value", "95 % interval"), rows);
  }

  private Report.Table lengths() {
    Map<String, Predicate<SampleOutcome>> kinds = new LinkedHashMap<>();
    kinds.put("all", sample -> true);
    kinds.put("right", SampleOutcome::correct);
    kinds.put("not right", sample -> !sample.correct());
    kinds.put("truncated", SampleOutcome::truncated);
    List<List<String>> rows = new ArrayList<>();
    kinds.forEach(
        (name, such) -> {
          int[] tokens =
              set.samples().filter(such).mapToInt(SampleOutcome::tokens).sorted().toArray();
          rows.add(
              List.of(
                  name,
                  String.format(Locale.ROOT, "%,d", tokens.length),
                  quantile(tokens, 0.5),
                  quantile(tokens, 0.95),
                  quantile(tokens, 1)));
        });
    return new Report.Table(
        "Tokens of a sample", List.of("Samples", "number", "median", "95 %", "longest"), rows);
  }

  /** The smallest length that so many of the samples do not exceed. */
  private static String quantile(int[] ascending, double q) {
    return ascending.length == 0
        ? "–"
        : String.format(Locale.ROOT, "%,d", ascending[(int) Math.ceil(q * ascending.length) - 1]);
  }

  private Optional<Report.Table> groups(Grouping grouping) {
    Map<String, SampleSet> groups = set.by(grouping);
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    List<List<String>> rows = new ArrayList<>();
    groups.forEach(
        (label, group) -> {
          Estimate accuracy = estimate(Figure.accuracy(), group);
          rows.add(
              List.of(
                  label,
                  FigureText.value(Figure.Unit.SHARE, accuracy.value()),
                  FigureText.interval(Figure.Unit.SHARE, accuracy.interval()),
                  FigureText.value(Figure.Unit.TOKENS, Figure.tokens().meanOf(group)),
                  String.format(Locale.ROOT, "%,d", accuracy.problems())));
        });
    return Optional.of(
        new Report.Table(
            "Accuracy by " + grouping.word(),
            List.of(capital(grouping.word()), "accuracy", "95 % interval", "tokens", "problems"),
            rows));
  }

  private Optional<Chart> bars(Grouping grouping) {
    Map<String, SampleSet> groups = set.by(grouping);
    if (groups.size() < 2 || groups.size() > MOST_GROUPS) {
      return Optional.empty();
    }
    List<BarChart.Bar> bars = new ArrayList<>();
    groups.forEach((label, group) -> bars.add(bar(label, estimate(Figure.accuracy(), group))));
    return Optional.of(
        new BarChart("Accuracy by " + grouping.word(), "share right, with 95 % interval", bars));
  }

  private static BarChart.Bar bar(String name, Estimate estimate) {
    return new BarChart.Bar(
        name, estimate.value(), estimate.interval().low(), estimate.interval().high(), false);
  }

  private Chart votes() {
    List<Integer> sizes = new ArrayList<>(List.of(1));
    sizes.addAll(Figure.sizes(set.samplesPerProblem()));
    return new LineChart(
        "More samples a problem",
        "samples k",
        List.of(
            line("pass@k, any right", sizes, Figure::passAt),
            line("maj@k, the most frequent right", sizes, Figure::majorityAt)));
  }

  private LineChart.Line line(String name, List<Integer> sizes, IntFunction<Figure> figure) {
    List<Estimate> estimates = sizes.stream().map(k -> estimate(figure.apply(k), set)).toList();
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
            .map(bin -> bar(range(bin), bin.accuracy()))
            .toList());
  }

  private static String range(LengthBin bin) {
    return bin.from() == bin.to()
        ? String.format(Locale.ROOT, "%,d", bin.from())
        : String.format(Locale.ROOT, "%,d – %,d", bin.from(), bin.to());
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
