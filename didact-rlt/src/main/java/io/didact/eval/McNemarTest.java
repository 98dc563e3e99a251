package io.didact.eval;

/**
 * McNemar's exact test: do two models differ on the same problems? Only the problems that exactly
 * one of them solves tell; if the models were equally good each would be a fair coin.
 *
 * @param onlyFirst problems that only the first model solves
 * @param onlySecond problems that only the second model solves
 */
public record McNemarTest(int onlyFirst, int onlySecond) {
  public McNemarTest {
    if (onlyFirst < 0 || onlySecond < 0) {
      throw new IllegalArgumentException("counts " + onlyFirst + " and " + onlySecond);
    }
  }

  /**
   * The two-sided p-value: {@code min(1, 2 Σ_{i ≤ min} C(m, i) / 2^m)} with m = onlyFirst +
   * onlySecond and min the smaller of the two.
   */
  public double pValue() {
    int m = onlyFirst + onlySecond;
    double logProbability = -m * Math.log(2); // in logs: 2^m overflows for m > 1023
    double sum = Math.exp(logProbability);
    for (int i = 1; i <= Math.min(onlyFirst, onlySecond); i++) {
      logProbability += Math.log((double) (m - i + 1) / i);
      sum += Math.exp(logProbability);
    }
    return Math.min(1, 2 * sum);
  }
}
