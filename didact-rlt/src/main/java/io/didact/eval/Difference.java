package io.didact.eval;

/**
 * A metric of two runs on the same problems, and how much they differ.
 *
 * @param metric that is compared
 * @param first what it comes to in the first run
 * @param second in the second run
 * @param value second − first: the mean over problems of their differences
 * @param interval 95 % interval of that; problems are drawn in pairs, so what is hard for both runs
 *     does not widen it
 */
public record Difference(
    Metric metric, Estimate first, Estimate second, double value, Interval interval) {
  public Difference {
    interval = interval.including(value);
  }

  /**
   * Of two runs.
   *
   * @param second has the problems of the first, in the same order
   */
  static Difference of(
      Metric metric, SampleSet first, SampleSet second, ClusterBootstrap bootstrap) {
    double[] before = metric.values(first);
    double[] after = metric.values(second);
    double[] differences = new double[before.length];
    for (int i = 0; i < before.length; i++) {
      differences[i] = after[i] - before[i];
    }
    return new Difference(
        metric,
        Estimate.of(metric, first, bootstrap),
        Estimate.of(metric, second, bootstrap),
        Metric.mean(differences),
        bootstrap.meanInterval(differences));
  }

  /** Whether nothing but chance may be behind it: 0 is in the interval. */
  public boolean mayBeChance() {
    return interval.contains(0);
  }
}
