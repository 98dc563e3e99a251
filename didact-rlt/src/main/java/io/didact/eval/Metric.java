package io.didact.eval;

import io.didact.answers.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A metric of an evaluation: the mean over problems of a value of each problem. Because problems
 * are what is drawn at random, this one form gives every metric its interval ({@link Estimate#of})
 * and every difference of two runs too ({@link Difference}).
 *
 * @param name as in files and tables
 * @param unit of the value
 * @param perProblem the value of one problem
 */
public record Metric(String name, Unit unit, ToDoubleFunction<ProblemSamples> perProblem) {

  /** What a value is. */
  public enum Unit {
    /** A share, in [0, 1]. */
    SHARE,
    /** A number of tokens. */
    TOKENS
  }

  /** avg@n: the share of right samples. */
  public static final Metric ACCURACY =
      share("accuracy", problem -> problem.share(SampleOutcome::correct));

  /** The share of samples that the limit of tokens ended. */
  public static final Metric TRUNCATED =
      share("truncated", problem -> problem.share(SampleOutcome::truncated));

  /** The share of samples about which nothing could be decided. */
  public static final Metric UNDECIDED =
      share("undecided", problem -> problem.share(sample -> sample.verdict() == Verdict.UNDECIDED));

  /** The share of samples in which no answer was found. */
  public static final Metric UNANSWERED =
      share("unanswered", problem -> problem.share(sample -> sample.answer().isEmpty()));

  /** Tokens written a sample. */
  public static final Metric TOKENS =
      new Metric(
          "tokens",
          Unit.TOKENS,
          problem ->
              problem.samples().stream().mapToInt(SampleOutcome::tokens).average().orElse(0));

  /** {@link PassAtK} from all samples of the problem. */
  public static Metric passAt(int k) {
    return share("pass@" + k, problem -> PassAtK.of(problem.size(), problem.correct(), k));
  }

  /** {@link MajorityVote} over k of the problem's samples. */
  public static Metric majorityAt(int k) {
    return share("maj@" + k, problem -> MajorityVote.of(problem).at(k));
  }

  /**
   * All metrics that n samples a problem allow, accuracy first; pass@k and maj@k for n and the
   * powers of two below it.
   */
  public static List<Metric> all(int n) {
    List<Metric> all = new ArrayList<>();
    all.add(ACCURACY);
    sizes(n).forEach(k -> all.add(passAt(k)));
    sizes(n).forEach(k -> all.add(majorityAt(k)));
    all.addAll(List.of(TRUNCATED, UNDECIDED, UNANSWERED, TOKENS));
    return all;
  }

  /** 2, 4, 8, … below n, and n; nothing for n = 1, where pass@1 and maj@1 are the accuracy. */
  public static List<Integer> sizes(int n) {
    List<Integer> sizes = new ArrayList<>();
    for (long k = 2; k < n; k *= 2) {
      sizes.add((int) k);
    }
    if (n > 1) {
      sizes.add(n);
    }
    return sizes;
  }

  /** The mean over problems; {@link Estimate#of} gives it with its interval. */
  public double meanOf(SampleSet set) {
    return mean(values(set));
  }

  /**
   * A mean over problems.
   *
   * @param values [problems ≥ 1]
   */
  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The value of every problem. */
  double[] values(SampleSet set) {
    return set.problems().stream().mapToDouble(perProblem).toArray();
  }

  private static Metric share(String name, ToDoubleFunction<ProblemSamples> perProblem) {
    return new Metric(name, Unit.SHARE, perProblem);
  }
}
