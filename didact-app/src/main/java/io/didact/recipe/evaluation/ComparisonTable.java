package io.didact.recipe.evaluation;

import io.didact.eval.Comparison;
import io.didact.eval.Difference;
import io.didact.eval.Estimate;
import io.didact.eval.SolvedOverlap;
import java.util.Locale;

/** A {@link ComparisonReport} for a terminal. */
final class ComparisonTable {
  private final ComparisonReport report;
  private final Comparison comparison;
  private final StringBuilder text = new StringBuilder();

  ComparisonTable(ComparisonReport report) {
    this.report = report;
    this.comparison = report.comparison();
  }

  /** The whole table, lines ended. */
  String text() {
    run("A", report.first());
    run("B", report.second());
    line("compared: " + MetricText.count(comparison.problems(), "common problem"));
    text.append('\n');
    row("", "A", "95 % interval", "B", "95 % interval", "B − A", "95 % interval");
    comparison.differences().forEach(this::metric);
    text.append('\n');
    if (!comparison.sameNumberOfSamples()) {
      line("by " + report.firstSamples() + " of each problem:");
    }
    solved(
        comparison.samplesOfBoth() > 1 ? "solved (most samples right)" : "solved",
        comparison.solvedMostly());
    line(
        "  McNemar's exact test: "
            + MetricText.probability(comparison.solvedMostly().test().pValue()));
    if (comparison.samplesOfBoth() > 1) {
      solved("solved (any sample right)", comparison.solvedOnce());
    }
    text.append('\n');
    report.sentences().forEach(this::line);
    return text.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void run(String letter, EvaluationRun run) {
    line("%s: %s (%s)".formatted(letter, run.directory(), EvaluationRun.sizeOf(run.samples())));
  }

  private void metric(Difference each) {
    row(
        each.metric().name(),
        value(each, each.first()),
        interval(each, each.first()),
        value(each, each.second()),
        interval(each, each.second()),
        MetricText.difference(each.metric().unit(), each.value()),
        MetricText.differences(each.metric().unit(), each.interval()));
  }

  private static String value(Difference each, Estimate estimate) {
    return MetricText.value(each.metric().unit(), estimate.value());
  }

  private static String interval(Difference each, Estimate estimate) {
    return MetricText.interval(each.metric().unit(), estimate.interval());
  }

  private void row(Object... cells) {
    line(String.format(Locale.ROOT, "%-12s%9s %19s%9s %19s%9s %21s", cells).stripTrailing());
  }

  private void solved(String what, SolvedOverlap overlap) {
    line(
        String.format(
            Locale.ROOT,
            "%s: both %,d, only A %,d, only B %,d, neither %,d",
            what,
            overlap.both(),
            overlap.onlyFirst(),
            overlap.onlySecond(),
            overlap.neither()));
    line("  " + ComparisonReport.overlap(overlap));
  }
}
