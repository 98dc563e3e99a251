package io.didact.eval;

import io.didact.algorithm.Quantile;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap over problems: whole problems are drawn with replacement, each with all its
 * answers, because answers to the same problem are not independent.
 *
 * @param resamples how many, ≥ 100; 2,000 give ends that are stable to about a tenth of the width
 * @param seed of the draws: the same seed gives the same interval
 */
public record ClusterBootstrap(int resamples, long seed) {
  /** That of reports and comparisons: 10,000 resamples, seed 1. */
  public static final ClusterBootstrap STANDARD = new ClusterBootstrap(10_000, 1);

  public ClusterBootstrap {
    if (resamples < 100) {
      throw new IllegalArgumentException("resamples must be ≥ 100, was " + resamples);
    }
  }

  /**
   * The 95 % interval of the mean over problems.
   *
   * @param values [problems ≥ 1] one value a problem
   */
  public Interval meanInterval(double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return ratioInterval(values, ones);
  }

  /**
   * The 95 % interval of {@code Σ parts / Σ wholes}, as of a share among samples of which problems
   * have differently many.
   *
   * @param parts [problems ≥ 1]
   * @param wholes [problems], each above 0
   */
  public Interval ratioInterval(double[] parts, double[] wholes) {
    int problems = parts.length;
    if (problems == 0 || wholes.length != problems) {
      throw new IllegalArgumentException(
          problems == 0
              ? "no problems to resample"
              : "%d parts and %d wholes".formatted(problems, wholes.length));
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] ratios = new double[resamples];
    for (int b = 0; b < resamples; b++) {
      double part = 0;
      double whole = 0;
      for (int i = 0; i < problems; i++) {
        int drawn = random.nextInt(problems);
        part += parts[drawn];
        whole += wholes[drawn];
      }
      ratios[b] = part / whole;
    }
    Arrays.sort(ratios);
    return new Interval(Quantile.linear(ratios, 0.025), Quantile.linear(ratios, 0.975));
  }
}
