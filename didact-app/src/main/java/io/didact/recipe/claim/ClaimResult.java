package io.didact.recipe.claim;

import io.didact.eval.ClusterBootstrap;
import io.didact.eval.Comparison;
import io.didact.eval.Interval;
import io.didact.eval.Repetitions;
import io.didact.eval.SampleSet;
import io.didact.eval.SolvedOverlap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What became of a claim.
 *
 * @param words of the claim
 * @param verdict by the interval over repetitions
 * @param greater mean of the quantity that was to be greater
 * @param than mean of the other
 * @param by by how much at least
 * @param difference of the two, repetition by repetition
 * @param interval Student's 95 % interval of the mean difference; nothing of one repetition
 * @param problems the two on the same problems, where both are accuracies
 */
public record ClaimResult(
    String words,
    Verdict verdict,
    double greater,
    double than,
    double by,
    List<Double> difference,
    Optional<Interval> interval,
    Optional<OnProblems> problems) {

  /** What the repetitions say. */
  public enum Verdict {
    /** The whole interval is above what was claimed. */
    HOLDS("holds"),
    /** The whole interval is below. */
    FAILS("does not hold"),
    /** What was claimed is in the interval, or there is none. */
    OPEN("not decided");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * Two accuracies, problem by problem, with the samples of all repetitions. It says how the two
   * differ on other problems of the kind, not how other seeds would come out.
   *
   * @param problems in common
   * @param interval 95 % of the difference of accuracies; problems are drawn anew
   * @param pSignFlip of the sign-flip test
   * @param overlap of the problems that the second solves the share that the first solves too, over
   *     all pairs of evaluations; NaN where the second solves none
   * @param chance what that share would be if which problems the two solve were unrelated
   */
  public record OnProblems(
      int problems, Interval interval, double pSignFlip, double overlap, double chance) {
    private String overlapInWords() {
      return Double.isNaN(overlap)
          ? "the second solves none"
          : String.format(
              Locale.ROOT,
              "of what the second solves the first solves %.1f %% (%.1f %% by chance)",
              100 * overlap,
              100 * chance);
    }

    /**
     * Of evaluations in pairs.
     *
     * @param greater samples of each evaluation of the first arm
     * @param than of the second arm
     */
    static OnProblems of(List<SampleSet> greater, List<SampleSet> than) {
      Comparison pooled =
          Comparison.of(
              SampleSet.pooled(than), SampleSet.pooled(greater), ClusterBootstrap.STANDARD);
      int both = 0;
      int solved = 0;
      int first = 0;
      int all = 0;
      for (int i = 0; i < Math.min(greater.size(), than.size()); i++) {
        Comparison pair = Comparison.of(than.get(i), greater.get(i), ClusterBootstrap.STANDARD);
        SolvedOverlap overlap = pair.solvedMostly();
        both += overlap.both();
        solved += overlap.first();
        first += overlap.second();
        all += pair.problems();
      }
      return new OnProblems(
          pooled.problems(),
          pooled.accuracy().interval(),
          pooled.test().pValue(),
          (double) both / solved,
          (double) first / all);
    }
  }

  /**
   * Tests a claim.
   *
   * @param greater values of the one quantity, one a repetition
   * @param than as many of the other; a single value counts for all
   */
  static ClaimResult of(
      String words, Claim claim, double[] greater, double[] than, Optional<OnProblems> problems) {
    int runs = Math.max(greater.length, than.length);
    double[] difference = new double[runs];
    for (int i = 0; i < runs; i++) {
      difference[i] = greater[greater.length == 1 ? 0 : i] - than[than.length == 1 ? 0 : i];
    }
    boolean whole = Arrays.stream(difference).allMatch(Double::isFinite);
    Optional<Interval> interval = whole ? new Repetitions(difference).interval() : Optional.empty();
    return new ClaimResult(
        words,
        interval.map(each -> verdict(each, claim.by())).orElse(Verdict.OPEN),
        Arrays.stream(greater).average().orElseThrow(),
        Arrays.stream(than).average().orElseThrow(),
        claim.by(),
        DoubleStream.of(difference).boxed().toList(),
        interval,
        problems);
  }

  private static Verdict verdict(Interval interval, double by) {
    if (interval.low() > by) {
      return Verdict.HOLDS;
    }
    return interval.high() < by ? Verdict.FAILS : Verdict.OPEN;
  }

  /** {@code 0.968 − 0.431 = 0.537 [0.49, 0.58], 3 repetitions}. */
  public String figures() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%.3f − %.3f = %.3f",
                greater,
                than,
                difference.stream().mapToDouble(d -> d).average().orElseThrow()));
    interval.ifPresent(
        each -> text.append(String.format(Locale.ROOT, " [%.3f, %.3f]", each.low(), each.high())));
    if (by != 0) {
      text.append(String.format(Locale.ROOT, ", claimed > %s", by));
    }
    return text.append(
            difference.size() == 1 ? ", one repetition" : ", " + difference.size() + " repetitions")
        .toString();
  }

  /** What the problems say, in words; empty where there are none. */
  public String onProblems() {
    return problems
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "over %d problems [%.3f, %.3f], p %s; %s",
                    each.problems(),
                    each.interval().low(),
                    each.interval().high(),
                    each.pSignFlip() < 1e-3
                        ? "< 0.001"
                        : String.format(Locale.ROOT, "%.3f", each.pSignFlip()),
                    each.overlapInWords()))
        .orElse("");
  }
}
