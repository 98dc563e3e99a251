package io.didact.recipe.evaluation;

import io.didact.eval.ClusterBootstrap;
import io.didact.eval.Comparison;
import io.didact.eval.Difference;
import io.didact.eval.Interval;
import io.didact.eval.SolvedOverlap;
import io.didact.report.HtmlReport;
import io.didact.report.SvgFile;
import io.didact.run.AtomicFiles;
import io.didact.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Two evaluations side by side: a table for a terminal, plain data, a page and a picture.
 *
 * @param first A
 * @param second B
 * @param comparison of the problems that both have
 */
public record ComparisonReport(EvaluationRun first, EvaluationRun second, Comparison comparison) {
  /** Below this a bootstrap over problems is rough. */
  private static final int FEW_PROBLEMS = 20;

  /**
   * Compares two finished evaluations.
   *
   * @throws IOException if one is missing or not finished, or they have no problem in common
   */
  public static ComparisonReport of(Path first, Path second) throws IOException {
    EvaluationRun a = EvaluationRun.open(first);
    EvaluationRun b = EvaluationRun.open(second);
    try {
      return new ComparisonReport(
          a, b, Comparison.of(a.samples(), b.samples(), ClusterBootstrap.STANDARD));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s and %s cannot be compared: %s".formatted(first, second, e.getMessage()), e);
    }
  }

  /** The table for a terminal, lines ended. */
  public String table() {
    return new ComparisonTable(this).text();
  }

  /** Writes {@code comparison.html}, {@code comparison.svg} and {@code comparison.json} as one. */
  public void write(Path directory, String json) throws IOException {
    ComparisonPage page = new ComparisonPage(this);
    try (RunDirectory files = RunDirectory.open(directory)) {
      files.commit(
          next -> {
            AtomicFiles.writeText(next.resolve("comparison.html"), HtmlReport.of(page.report()));
            AtomicFiles.writeText(next.resolve("comparison.svg"), SvgFile.of(page.accuracies()));
            AtomicFiles.writeText(next.resolve("comparison.json"), json + "\n");
          });
    }
  }

  /** What it comes to, in words; the first sentence is the finding. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    sentences.add(finding());
    if (comparison.problems() < FEW_PROBLEMS) {
      sentences.add(
          "These are only "
              + MetricText.count(comparison.problems(), "problem")
              + ": intervals from so few are rough.");
    }
    if (comparison.onlyInFirst() + comparison.onlyInSecond() > 0) {
      sentences.add(
          "Only the %s that both have are compared; left out: %s."
              .formatted(MetricText.count(comparison.problems(), "problem"), leftOut()));
    }
    if (comparison.otherExpected() > 0) {
      sentences.add(
          ("Attention: %s another expected answer in B than in A. With shuffled choices that may"
                  + " be so; else these are other problems with the same ids.")
              .formatted(
                  MetricText.count(comparison.otherExpected(), "problem")
                      + (comparison.otherExpected() == 1 ? " has" : " have")));
    }
    return sentences;
  }

  private String leftOut() {
    List<String> parts = new ArrayList<>();
    if (comparison.onlyInFirst() > 0) {
      parts.add(String.format(Locale.ROOT, "%,d only in A", comparison.onlyInFirst()));
    }
    if (comparison.onlyInSecond() > 0) {
      parts.add(String.format(Locale.ROOT, "%,d only in B", comparison.onlyInSecond()));
    }
    return String.join(", ", parts);
  }

  private String finding() {
    Difference accuracy = comparison.accuracy();
    Interval interval = accuracy.interval();
    String shown = MetricText.differences(accuracy.metric().unit(), interval);
    String p = MetricText.probability(comparison.test().pValue());
    String better = accuracy.value() > 0 ? "B is better than A" : "A is better than B";
    String by = MetricText.value(accuracy.metric().unit(), Math.abs(accuracy.value()));
    return switch (comparison.finding()) {
      case INSIDE_THE_NOISE ->
          interval.width() == 0
              ? "Inside the noise: A and B have the same accuracy on every problem."
              : ("Inside the noise: the 95 %% interval of B − A in accuracy, %s, holds 0 (sign-flip"
                      + " test: %s). These samples do not tell A and B apart; a difference would"
                      + " have to be about %.3f to show.")
                  .formatted(shown, p, interval.width() / 2);
      case AT_ITS_EDGE ->
          ("At the edge of the noise: the 95 %% interval of B − A in accuracy, %s, leaves out 0,"
                  + " but the sign-flip test does not reject (%s). More problems would tell.")
              .formatted(shown, p);
      case BEYOND_THE_NOISE ->
          "Beyond the noise: %s by %s in accuracy (95 %% interval of B − A: %s; sign-flip test: %s)."
              .formatted(better, by, shown, p);
    };
  }

  /** The samples by which both are graded, where one has more than the other. */
  String firstSamples() {
    int m = comparison.samplesOfBoth();
    return m == 1 ? "the first sample" : "the first " + m + " samples";
  }

  /** How much of what one solves the other solves too. */
  static String overlap(SolvedOverlap overlap) {
    return "B solves %s of what A solves, A %s of what B solves; both solve %s of what any solves"
        .formatted(
            MetricText.percent(overlap.ofFirst()),
            MetricText.percent(overlap.ofSecond()),
            MetricText.percent(overlap.ofUnion()));
  }

  /** The same as plain data. */
  public Data data() {
    SolvedOverlap solved = comparison.solvedMostly();
    return new Data(
        first.directory().toString(),
        second.directory().toString(),
        comparison.problems(),
        comparison.onlyInFirst(),
        comparison.onlyInSecond(),
        comparison.otherExpected(),
        first.samples().samplesPerProblem(),
        second.samples().samplesPerProblem(),
        comparison.differences().stream().map(Data.Row::of).toList(),
        solved,
        comparison.solvedOnce(),
        comparison.test().pValue(),
        solved.test().pValue(),
        comparison.finding().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        String.join(" ", sentences()));
  }

  /** {@code comparison.json}; docs/formats.md names the fields. */
  public record Data(
      String first,
      String second,
      int problems,
      int onlyInFirst,
      int onlyInSecond,
      int otherExpected,
      int samplesPerProblemFirst,
      int samplesPerProblemSecond,
      List<Row> differences,
      SolvedOverlap solvedMostly,
      SolvedOverlap solvedOnce,
      double pSignFlip,
      double pMcNemar,
      String finding,
      String text) {

    /** One metric of both. */
    public record Row(
        String metric, double first, double second, double difference, double low, double high) {
      static Row of(Difference each) {
        return new Row(
            each.metric().name(),
            each.first().value(),
            each.second().value(),
            each.value(),
            each.interval().low(),
            each.interval().high());
      }
    }
  }
}
