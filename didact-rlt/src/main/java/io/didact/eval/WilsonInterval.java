package io.didact.eval;

/**
 * Wilson's score interval for a proportion (Wilson, 1927): unlike mean ± 1.96 standard errors it
 * stays within [0, 1] and has a width even at 0 of n and n of n.
 */
public final class WilsonInterval {
  /** The standard normal's 0.975 quantile. */
  private static final double Z = 1.959963984540054;

  private WilsonInterval() {}

  /**
   * The 95 % interval, {@code (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)} with p =
   * correct/n; over nothing it is [0, 1].
   *
   * @param correct successes, in [0, n]
   * @param n independent trials, ≥ 0
   */
  public static Interval of(int correct, int n) {
    if (n < 0 || correct < 0 || correct > n) {
      throw new IllegalArgumentException(correct + " correct of " + n);
    }
    return n == 0 ? new Interval(0, 1) : ofMean((double) correct / n, n);
  }

  /**
   * The same for the mean of values in [0, 1]. Their variance is at most p(1 − p), that of trials
   * with the same mean, so the interval is rather too wide than too narrow.
   *
   * @param p the mean
   * @param n independent values, ≥ 1
   */
  static Interval ofMean(double p, int n) {
    double perTrial = Z * Z / n;
    double centre = p + perTrial / 2;
    double half = Math.sqrt(perTrial * p * (1 - p) + perTrial * perTrial / 4);
    double scale = 1 + perTrial;
    // At the ends the formula gives exactly 0 or 1; rounding does not.
    double low = p == 0 ? 0 : (centre - half) / scale;
    double high = p == 1 ? 1 : (centre + half) / scale;
    return new Interval(low, high);
  }
}
