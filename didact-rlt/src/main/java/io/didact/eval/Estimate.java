package io.didact.eval;

import java.util.Arrays;

/**
 * What a metric comes to, and how sure it is.
 *
 * @param value the mean over problems
 * @param interval its 95 % interval, which holds the value: percentiles of resamples need not
 * @param problems on how many problems it rests
 */
public record Estimate(double value, Interval interval, int problems) {
  public Estimate {
    interval = interval.including(value);
  }

  /**
   * Of a metric. Where it is 0 or 1 on every problem, as with one sample each, the problems are
   * independent trials and the interval is Wilson's; otherwise it comes from resampling problems.
   * Wilson's is also that of shares that are the same on all problems, or on the only one: a
   * bootstrap sees no spread in them, which is not to say that there is none.
   */
  public static Estimate of(Metric metric, SampleSet set, ClusterBootstrap bootstrap) {
    double[] values = metric.values(set);
    Interval interval =
        metric.unit() == Metric.Unit.SHARE
            ? ofShares(values, bootstrap)
            : bootstrap.meanInterval(values);
    return new Estimate(metric.meanOf(set), interval, values.length);
  }

  /**
   * The interval of a mean of shares.
   *
   * @param shares [problems ≥ 1], each in [0, 1]
   */
  private static Interval ofShares(double[] shares, ClusterBootstrap bootstrap) {
    boolean trials = Arrays.stream(shares).allMatch(value -> value == 0 || value == 1);
    boolean alike = Arrays.stream(shares).allMatch(value -> value == shares[0]);
    return trials || alike
        ? WilsonInterval.ofMean(Metric.mean(shares), shares.length)
        : bootstrap.meanInterval(shares);
  }
}
