package io.didact.eval;

import io.didact.answers.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The samples of some length, to see whether long answers are right less often.
 *
 * @param from shortest, in tokens
 * @param to longest, in tokens
 * @param correct right ones among them
 * @param undecided those about which nothing could be decided
 * @param cut those that the limit ended, unless right or undecided
 * @param wrong all others
 * @param accuracy the share of right ones; 0 with the interval [0, 1] where there are no samples
 */
public record LengthBin(
    int from, int to, int correct, int undecided, int cut, int wrong, Estimate accuracy) {

  /** Bins that hold about as many samples each; fewer where many samples are equally long. */
  public static List<LengthBin> ofEqualCounts(SampleSet set, int bins, ClusterBootstrap bootstrap) {
    int[] lengths = set.samples().mapToInt(SampleOutcome::tokens).sorted().toArray();
    List<LengthBin> result = new ArrayList<>();
    int from = lengths[0];
    for (int bin = 1; bin <= bins; bin++) {
      int last = (int) ((long) lengths.length * bin / bins) - 1;
      if (last >= 0 && lengths[last] >= from) {
        result.add(of(set, from, lengths[last], bootstrap));
        from = lengths[last] + 1;
      }
    }
    return result;
  }

  /**
   * Bins of one width from 0 on, the last with the longest sample.
   *
   * @param most how many there are at most; the width is 1, 2 or 5 times a power of ten
   */
  public static List<LengthBin> ofEqualWidths(SampleSet set, int most, ClusterBootstrap bootstrap) {
    int longest = set.samples().mapToInt(SampleOutcome::tokens).max().orElse(0);
    int width = roundWidth(longest / (double) most);
    List<LengthBin> result = new ArrayList<>();
    for (long from = 0; from <= longest; from += width) {
      result.add(of(set, (int) from, (int) Math.min(longest, from + width - 1), bootstrap));
    }
    return result;
  }

  /** How many samples are in it. */
  public int size() {
    return correct + undecided + cut + wrong;
  }

  private static int roundWidth(double atLeast) {
    int power = 1;
    while (true) {
      for (int lead : new int[] {1, 2, 5}) {
        if ((long) lead * power > atLeast) {
          return lead * power;
        }
      }
      power *= 10;
    }
  }

  private static LengthBin of(SampleSet set, int from, int to, ClusterBootstrap bootstrap) {
    Predicate<SampleOutcome> inside = sample -> from <= sample.tokens() && sample.tokens() <= to;
    Predicate<SampleOutcome> undecided = s -> s.verdict() == Verdict.UNDECIDED;
    Predicate<SampleOutcome> decidedWrong = undecided.or(SampleOutcome::correct).negate();
    List<ProblemSamples> problems =
        set.problems().stream().filter(problem -> problem.count(inside) > 0).toList();
    int correct = count(problems, inside.and(SampleOutcome::correct));
    int size = count(problems, inside);
    return new LengthBin(
        from,
        to,
        correct,
        count(problems, inside.and(undecided)),
        count(problems, inside.and(decidedWrong).and(SampleOutcome::truncated)),
        count(problems, inside.and(decidedWrong).and(s -> !s.truncated())),
        new Estimate(
            size == 0 ? 0 : (double) correct / size,
            interval(problems, inside, correct, size, bootstrap),
            problems.size()));
  }

  /** As in {@link Estimate#of}: Wilson's where there is nothing to resample. */
  private static Interval interval(
      List<ProblemSamples> problems,
      Predicate<SampleOutcome> inside,
      int correct,
      int size,
      ClusterBootstrap bootstrap) {
    if (size == problems.size() || correct == 0 || correct == size) {
      return WilsonInterval.of(correct == size ? problems.size() : correct, problems.size());
    }
    double[] right = counts(problems, inside.and(SampleOutcome::correct));
    double[] all = counts(problems, inside);
    return bootstrap.ratioInterval(right, all);
  }

  private static int count(List<ProblemSamples> problems, Predicate<SampleOutcome> such) {
    return problems.stream().mapToInt(problem -> problem.count(such)).sum();
  }

  private static double[] counts(List<ProblemSamples> problems, Predicate<SampleOutcome> such) {
    return problems.stream().mapToDouble(problem -> problem.count(such)).toArray();
  }
}
