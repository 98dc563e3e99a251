package io.didact.eval;

/**
 * A figure of two runs on the same problems, and how much they differ.
 *
 * @param figure that is compared
 * @param first what it comes to in the first run
 * @param second in the second run
 * @param value second − first: the mean over problems of their differences
 * @param interval 95 % interval of that; problems are drawn in pairs, so what is hard for both runs
 *     does not widen it
 */
public record Difference(
    Figure figure, Estimate first, Estimate second, double value, Interval interval) {
  public Difference {
    interval = interval.including(value);
  }

  /**
   * Of two runs.
   *
   * @param second has the problems of the first, in the same order
   */
  static Difference of(
      Figure figure, SampleSet first, SampleSet second, ClusterBootstrap bootstrap) {
    double[] before = figure.values(first);
    double[] after = figure.values(second);
    double[] differences = new double[before.length];
    for (int i = 0; i < before.length; i++) {
      differences[i] = after[i] - before[i];
    }
    return new Difference(
        figure,
        Estimate.of(figure, first, bootstrap),
        Estimate.of(figure, second, bootstrap),
        Figure.mean(differences),
        bootstrap.meanInterval(differences));
  }

  /** Whether nothing but chance may be behind it: 0 is in the interval. */
  public boolean mayBeChance() {
    return interval.contains(0);
  }
}
