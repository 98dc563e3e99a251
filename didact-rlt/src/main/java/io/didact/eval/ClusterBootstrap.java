package io.didact.eval;

import io.didact.algorithm.Quantile;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap over problems: whole problems are drawn with replacement, each with all its
 * answers, because answers to the same problem are not independent.
 *
 * @param resamples how many, ≥ 100; 2,000 give ends that are stable to about a tenth of the width
 * @param seed of the draws: the same seed gives the same interval
 */
public record ClusterBootstrap(int resamples, long seed) {
  public ClusterBootstrap {
    if (resamples < 100) {
      throw new IllegalArgumentException("resamples must be ≥ 100, was " + resamples);
    }
  }

  /**
   * The 95 % interval of the mean over problems of each problem's mean score.
   *
   * @param scores [problems ≥ 1][answers ≥ 1], lengths may differ
   */
  public Interval meanInterval(List<double[]> scores) {
    if (scores.isEmpty()) {
      throw new IllegalArgumentException("no problems to resample");
    }
    double[] problemMeans =
        scores.stream().mapToDouble(answers -> Summary.of(answers).mean()).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[resamples];
    for (int b = 0; b < resamples; b++) {
      double sum = 0;
      for (int i = 0; i < problemMeans.length; i++) {
        sum += problemMeans[random.nextInt(problemMeans.length)];
      }
      means[b] = sum / problemMeans.length;
    }
    Arrays.sort(means);
    return new Interval(Quantile.linear(means, 0.025), Quantile.linear(means, 0.975));
  }
}
