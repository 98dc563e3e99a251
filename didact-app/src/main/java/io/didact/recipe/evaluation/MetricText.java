package io.didact.recipe.evaluation;

import io.didact.eval.Estimate;
import io.didact.eval.Interval;
import io.didact.eval.Metric;
import java.util.Locale;

/**
 * How metrics are written: shares with three decimals, tokens with one where they are few, and a
 * real minus sign.
 */
final class MetricText {
  private MetricText() {}

  static String value(Metric.Unit unit, double value) {
    return fixed(value, decimals(unit, value));
  }

  /** With a sign also where it is positive. */
  static String difference(Metric.Unit unit, double value) {
    return signed(value, decimals(unit, value));
  }

  static String interval(Metric.Unit unit, Interval interval) {
    int decimals = decimals(unit, interval.high());
    return fixed(interval.low(), decimals) + " – " + fixed(interval.high(), decimals);
  }

  static String differences(Metric.Unit unit, Interval interval) {
    int decimals = decimals(unit, Math.max(Math.abs(interval.low()), Math.abs(interval.high())));
    return signed(interval.low(), decimals) + " … " + signed(interval.high(), decimals);
  }

  private static int decimals(Metric.Unit unit, double largest) {
    return switch (unit) {
      case SHARE -> 3;
      case TOKENS -> Math.abs(largest) < 100 ? 1 : 0;
    };
  }

  private static String signed(double value, int decimals) {
    String text = fixed(value, decimals);
    return text.startsWith("−") || !text.matches(".*[1-9].*") ? text : "+" + text;
  }

  private static String fixed(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    boolean zero = text.matches("-0(\\.0*)?");
    return zero ? text.substring(1) : text.replace('-', '−');
  }

  /** {@code 82.4 % (95 % interval 79.0 – 85.6 %)}. */
  static String percent(Estimate estimate) {
    return String.format(
        Locale.ROOT,
        "%.1f %% (95 %% interval %.1f – %.1f %%)",
        100 * estimate.value(),
        100 * estimate.interval().low(),
        100 * estimate.interval().high());
  }

  static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** {@code 1,024 problems}, {@code 1 problem}. */
  static String count(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  /** Three decimals, four where they are needed. */
  static String probability(double p) {
    return p < 0.0001
        ? "p < 0.0001"
        : String.format(Locale.ROOT, p < 0.001 ? "p = %.4f" : "p = %.3f", p);
  }
}
