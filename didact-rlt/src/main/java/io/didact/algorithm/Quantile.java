package io.didact.algorithm;

/** Quantiles by linear interpolation. */
public final class Quantile {
  private Quantile() {}

  /**
   * The q-quantile of values in ascending order: with {@code h = q (n − 1)} it lies between values
   * ⌊h⌋ and ⌊h⌋ + 1, at the fraction {@code h − ⌊h⌋}. This is NumPy's default ("linear", Hyndman
   * and Fan's type 7).
   *
   * @param ascending [n] sorted values, n ≥ 1
   * @param q in [0, 1]
   */
  public static double linear(double[] ascending, double q) {
    if (ascending.length == 0 || !(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException(
          "no quantile " + q + " of " + ascending.length + " values");
    }
    double h = q * (ascending.length - 1);
    int below = (int) Math.floor(h);
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (h - below) * (ascending[above] - ascending[below]);
  }
}
