package io.didact.eval;

/**
 * pass@k, the chance that at least one of k samples is right, from n ≥ k samples without bias (Chen
 * et al., 2021, "Evaluating large language models trained on code", eq. 1): {@code 1 − C(n−c,
 * k)/C(n, k)}, which is the share of all k-subsets of the n samples that hold a right one.
 */
public final class PassAtK {
  private PassAtK() {}

  /**
   * The estimate for one problem, by the product {@code 1 − Π_{i=n−c+1}^{n} (1 − k/i)}, whose
   * factors are in [0, 1] where the binomials would overflow.
   *
   * @param n samples
   * @param c right ones among them, in [0, n]
   * @param k in [1, n]
   */
  public static double of(int n, int c, int k) {
    if (c < 0 || c > n || k < 1 || k > n) {
      throw new IllegalArgumentException("pass@" + k + " of " + c + " right among " + n);
    }
    if (n - c < k) {
      return 1; // every subset of k holds a right one
    }
    double none = 1;
    for (int i = n - c + 1; i <= n; i++) {
      none *= 1 - (double) k / i;
    }
    return 1 - none;
  }
}
