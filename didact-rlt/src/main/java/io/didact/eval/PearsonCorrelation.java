package io.didact.eval;

import java.util.OptionalDouble;

/** Pearson's linear correlation, as between a trace's rank by reward and the student's accuracy. */
public final class PearsonCorrelation {
  private PearsonCorrelation() {}

  /**
   * r in [−1, 1]; empty where one side does not vary, for then there is no correlation to speak of.
   *
   * @param x [n ≥ 2]
   * @param y [n], paired with x
   */
  public static OptionalDouble of(double[] x, double[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException(
          "a correlation needs two or more pairs, got %d and %d values"
              .formatted(x.length, y.length));
    }
    double meanX = Summary.of(x).mean();
    double meanY = Summary.of(y).mean();
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    if (!varies(x) || !varies(y)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))));
  }

  private static boolean varies(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return true;
      }
    }
    return false;
  }
}
