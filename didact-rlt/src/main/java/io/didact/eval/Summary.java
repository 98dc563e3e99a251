package io.didact.eval;

/**
 * Mean and spread of a few figures, such as one accuracy per seed.
 *
 * @param n how many
 * @param mean their mean
 * @param deviation sample standard deviation, n − 1 in the denominator; 0 where n = 1
 */
public record Summary(int n, double mean, double deviation) {
  /**
   * Summarises values.
   *
   * @param values [n ≥ 1]
   */
  public static Summary of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values to summarise");
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1));
    return new Summary(values.length, mean, deviation);
  }
}
