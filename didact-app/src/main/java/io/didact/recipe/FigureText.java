package io.didact.recipe;

import io.didact.eval.Estimate;
import io.didact.eval.Figure;
import io.didact.eval.Interval;
import java.util.Locale;

/** How figures are written: shares with three decimals, tokens with one, and a real minus sign. */
final class FigureText {
  private FigureText() {}

  static String value(Figure.Unit unit, double value) {
    return switch (unit) {
      case SHARE -> minus(String.format(Locale.ROOT, "%.3f", value));
      case TOKENS -> minus(String.format(Locale.ROOT, "%,.1f", value));
    };
  }

  /** With a sign also where it is positive. */
  static String difference(Figure.Unit unit, double value) {
    String text = value(unit, value);
    return text.startsWith("−") || !text.matches(".*[1-9].*") ? text : "+" + text;
  }

  static String interval(Figure.Unit unit, Interval interval) {
    return value(unit, interval.low()) + " – " + value(unit, interval.high());
  }

  static String differences(Figure.Unit unit, Interval interval) {
    return difference(unit, interval.low()) + " … " + difference(unit, interval.high());
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

  /** Two digits, or as many zeros as it takes to say "nearly none". */
  static String probability(double p) {
    return p < 0.0001
        ? "p < 0.0001"
        : String.format(Locale.ROOT, p < 0.001 ? "p = %.4f" : "p = %.3f", p);
  }

  private static String minus(String text) {
    boolean zero = text.matches("-0(\\.0*)?");
    return zero ? text.substring(1) : text.replace('-', '−');
  }
}
