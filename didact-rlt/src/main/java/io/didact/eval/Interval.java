package io.didact.eval;

/**
 * A closed interval for an estimated metric.
 *
 * @param low lower end
 * @param high upper end, at least {@code low}
 */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("not an interval: [" + low + ", " + high + "]");
    }
  }

  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** The same, widened where it does not hold a value. */
  Interval including(double value) {
    return new Interval(Math.min(low, value), Math.max(high, value));
  }

  public double width() {
    return high - low;
  }
}
