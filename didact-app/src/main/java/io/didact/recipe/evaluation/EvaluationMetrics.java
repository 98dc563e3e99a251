package io.didact.recipe.evaluation;

import io.didact.eval.ClusterBootstrap;
import io.didact.eval.Estimate;
import io.didact.eval.Grouping;
import io.didact.eval.Metric;
import io.didact.eval.SampleOutcome;
import io.didact.eval.SampleRow;
import io.didact.eval.SampleSet;
import io.didact.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The metrics of an evaluation as a sentence and tables; {@link EvaluationCharts} draws them.
 *
 * @param set its samples
 * @param bootstrap for the intervals
 */
public record EvaluationMetrics(SampleSet set, ClusterBootstrap bootstrap) {
  /** What the names of accuracies by groups of questions begin with. */
  public static final String BY_GROUP = "accuracy/";

  /** Those of the samples of a run. */
  public static EvaluationMetrics of(List<SampleRow> samples) {
    return new EvaluationMetrics(
        SampleSet.of(samples.stream().map(SampleRow::outcome)), ClusterBootstrap.STANDARD);
  }

  /** How the intervals came about. */
  static final String HOW =
      "Intervals are 95 %: Wilson’s where every problem counts 0 or 1, else from resampling whole"
          + " problems 10,000 times (seed 1). Undecided samples count as not right.";

  private Estimate estimate(Metric metric, SampleSet of) {
    return Estimate.of(metric, of, bootstrap);
  }

  /**
   * As {@code result.json} has them: {@code accuracy low high n problems tokens truncated
   * unanswered undecided}.
   */
  public Map<String, Double> named() {
    Estimate accuracy = estimate(Metric.ACCURACY, set);
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("accuracy", accuracy.value());
    named.put("low", accuracy.interval().low());
    named.put("high", accuracy.interval().high());
    named.put("n", (double) set.size());
    named.put("problems", (double) set.problems().size());
    for (Metric metric :
        List.of(Metric.TOKENS, Metric.TRUNCATED, Metric.UNANSWERED, Metric.UNDECIDED)) {
      named.put(metric.name(), metric.meanOf(set));
    }
    return named;
  }

  /** What came out. */
  String sentence() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d answers are right: %s. It rests on %s.",
        set.correct(),
        set.size(),
        MetricText.percent(estimate(Metric.ACCURACY, set)),
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

  private Report.Table all() {
    List<List<String>> rows = new ArrayList<>();
    for (Metric metric : Metric.all(set.samplesPerProblem())) {
      Estimate estimate = estimate(metric, set);
      rows.add(
          List.of(
              metric.equals(Metric.ACCURACY) ? averageOf(set) : metric.name(),
              MetricText.value(metric.unit(), estimate.value()),
              MetricText.interval(metric.unit(), estimate.interval())));
    }
    return new Report.Table(
        EvaluationRun.sizeOf(set), List.of("Metric", "value", "95 % interval"), rows);
  }

  private static String averageOf(SampleSet set) {
    String name = Metric.ACCURACY.name();
    return set.samplesPerProblem() == 1 ? name : name + " (avg@" + set.samplesPerProblem() + ")";
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
          Estimate accuracy = estimate(Metric.ACCURACY, group);
          rows.add(
              List.of(
                  label,
                  MetricText.value(Metric.Unit.SHARE, accuracy.value()),
                  MetricText.interval(Metric.Unit.SHARE, accuracy.interval()),
                  MetricText.value(Metric.Unit.TOKENS, Metric.TOKENS.meanOf(group)),
                  String.format(Locale.ROOT, "%,d", accuracy.problems())));
        });
    return Optional.of(
        new Report.Table(
            "Accuracy by " + grouping.word(),
            List.of(capital(grouping.word()), "accuracy", "95 % interval", "tokens", "problems"),
            rows));
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
