package io.didact.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How two quantities of the same things go together.
 *
 * @param r the coefficient, in [−1, 1]; NaN where one of the two never varies
 * @param n pairs
 */
public record Correlation(double r, int n) {
  private static final double Z = 1.959963984540054;

  /**
   * Pearson's r: how near the pairs are to a line.
   *
   * @param y as long as x
   */
  public static Correlation pearson(double[] x, double[] y) {
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException(x.length + " and " + y.length + " values");
    }
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    double r = xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx) / Math.sqrt(yy);
    return new Correlation(Math.max(-1, Math.min(1, r)), x.length);
  }

  /** Spearman's ρ: Pearson's of the ranks; equal values share the mean of theirs. */
  public static Correlation spearman(double[] x, double[] y) {
    return pearson(ranks(x), ranks(y));
  }

  /**
   * Fisher's 95 % interval, {@code tanh(artanh r ± 1.96 / √(n − 3))}; nothing for fewer than four
   * pairs, or where r is not a number.
   */
  public Optional<Interval> interval() {
    if (n < 4 || Double.isNaN(r)) {
      return Optional.empty();
    }
    if (Math.abs(r) == 1) {
      return Optional.of(new Interval(r, r));
    }
    double z = 0.5 * Math.log((1 + r) / (1 - r));
    double half = Z / Math.sqrt(n - 3.0);
    return Optional.of(new Interval(Math.tanh(z - half), Math.tanh(z + half)));
  }

  /** Ranks from 1. */
  static double[] ranks(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
