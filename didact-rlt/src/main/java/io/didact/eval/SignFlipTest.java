package io.didact.eval;

import java.util.Arrays;

/**
 * The paired randomisation test (Fisher, 1935): were the two runs alike, each problem's difference
 * would as soon have had the other sign. With one sample a problem it is McNemar's exact test; with
 * several it also uses by how many samples a problem differs. It is exact where both runs have as
 * many samples; otherwise differences that mean nothing are 0 on average but not symmetric, and it
 * holds for many problems.
 *
 * @param differences [problems] right samples of the second − of the first, in a common unit
 */
public record SignFlipTest(int[] differences) {
  public SignFlipTest {
    differences = differences.clone();
  }

  /**
   * Of two runs; where one has more samples a problem than the other, counts are brought to their
   * least common multiple.
   *
   * @param second has the problems of the first, in the same order
   */
  static SignFlipTest of(SampleSet first, SampleSet second) {
    int n = first.samplesPerProblem();
    int m = second.samplesPerProblem();
    int divisor = gcd(n, m);
    int[] differences = new int[first.problems().size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] =
          Math.subtractExact(
              Math.multiplyExact(second.problems().get(i).correct(), n / divisor),
              Math.multiplyExact(first.problems().get(i).correct(), m / divisor));
    }
    return new SignFlipTest(differences);
  }

  /**
   * The two-sided p-value: the share of all sign patterns whose sum is at least as far from 0 as
   * the one that was seen. The distribution of the sum is built problem by problem.
   */
  public double pValue() {
    int unit = Math.max(1, Arrays.stream(differences).reduce(0, SignFlipTest::gcd));
    int[] sizes =
        Arrays.stream(differences).filter(d -> d != 0).map(d -> Math.abs(d) / unit).toArray();
    long seen = Math.abs(Arrays.stream(differences).asLongStream().sum()) / unit;
    // chances[s + reach] of the sum s of what was added so far, |s| ≤ reach
    double[] chances = {1};
    int reach = 0;
    for (int size : sizes) {
      double[] next = new double[Math.addExact(chances.length, Math.multiplyExact(2, size))];
      for (int s = 0; s < chances.length; s++) {
        next[s] += chances[s] / 2;
        next[s + 2 * size] += chances[s] / 2;
      }
      chances = next;
      reach += size;
    }
    double asFar = 0;
    for (int s = 0; s < chances.length; s++) {
      asFar += Math.abs((long) s - reach) >= seen ? chances[s] : 0;
    }
    return Math.min(1, asFar);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? Math.abs(a) : gcd(b, a % b);
  }
}
