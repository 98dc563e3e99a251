package io.didact.eval;

import java.util.Arrays;

/** Logarithms of binomial coefficients, which overflow from C(1030, 515) on. */
final class LogFactorials {
  private static volatile double[] table = {0};

  private LogFactorials() {}

  /** ln C(n, k), for 0 ≤ k ≤ n. */
  static double choose(int n, int k) {
    return of(n) - of(k) - of(n - k);
  }

  /** ln n!, kept for all numbers up to the largest that was asked for. */
  private static double of(int n) {
    double[] known = table;
    if (n >= known.length) {
      known = extended(known, n);
      table = known; // a race only costs the work
    }
    return known[n];
  }

  private static double[] extended(double[] known, int n) {
    double[] longer = Arrays.copyOf(known, Math.max(n + 1, 2 * known.length));
    for (int i = known.length; i < longer.length; i++) {
      longer[i] = longer[i - 1] + Math.log(i);
    }
    return longer;
  }
}
