package io.didact.eval;

import java.util.Arrays;
import java.util.Optional;

/**
 * A value of each of several independent repetitions, such as runs with other seeds.
 *
 * @param values one a repetition, at least one
 */
public record Repetitions(double[] values) {
  /** Student's t, 0.975 quantile, for 1 to 30 degrees of freedom (Student, 1908). */
  private static final double[] T = {
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
    2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423
  };

  private static final double Z = 1.959963984540054;

  public Repetitions {
    values = values.clone();
    if (values.length == 0) {
      throw new IllegalArgumentException("there is no repetition");
    }
  }

  public double mean() {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** With n − 1; nothing of one. */
  public Optional<Double> sd() {
    if (values.length == 1) {
      return Optional.empty();
    }
    double mean = mean();
    double squares = Arrays.stream(values).map(each -> (each - mean) * (each - mean)).sum();
    return Optional.of(Math.sqrt(squares / (values.length - 1)));
  }

  /**
   * Student's 95 % interval of the mean, mean ± t · sd / √n, as if the values were drawn from a
   * normal distribution; nothing of one. With two or three repetitions it is wide: t is 12.7 and
   * 4.3.
   */
  public Optional<Interval> interval() {
    return sd().map(
            sd -> {
              double half = quantile(values.length - 1) * sd / Math.sqrt(values.length);
              return new Interval(mean() - half, mean() + half);
            });
  }

  /** Beyond the table the first two terms of its expansion in 1/df are right to 1e-4. */
  private static double quantile(int df) {
    return df <= T.length
        ? T[df - 1]
        : Z
            + (Z * Z * Z + Z) / (4.0 * df)
            + (5 * Math.pow(Z, 5) + 16 * Z * Z * Z + 3 * Z) / (96.0 * df * df);
  }
}
