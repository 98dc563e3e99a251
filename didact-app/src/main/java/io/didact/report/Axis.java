package io.didact.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A linear axis with round ticks.
 *
 * @param low smallest value shown, itself a tick
 * @param high largest value shown, itself a tick
 * @param step distance of ticks: 1, 2 or 5 times a power of ten
 */
record Axis(double low, double high, double step) {

  /** The axis that holds all finite values with about so many ticks. */
  static Axis over(DoubleStream values, int ticks) {
    double[] finite = values.filter(Double::isFinite).toArray();
    double min = DoubleStream.of(finite).min().orElse(0);
    double max = DoubleStream.of(finite).max().orElse(1);
    if (max - min < 1e-9 * Math.max(1, Math.abs(max))) {
      double room = max == 0 ? 1 : Math.abs(max) * 0.1;
      min -= room;
      max += room;
    }
    double step = roundStep((max - min) / ticks);
    return new Axis(Math.floor(min / step) * step, Math.ceil(max / step) * step, step);
  }

  /**
   * An axis that ends exactly where the values do; its ticks are the round ones between, whole
   * numbers where all values are.
   */
  static Axis tight(DoubleStream values, int ticks) {
    double[] finite = values.filter(Double::isFinite).toArray();
    double min = DoubleStream.of(finite).min().orElse(0);
    double max = DoubleStream.of(finite).max().orElse(1);
    boolean whole = DoubleStream.of(finite).allMatch(value -> value == Math.rint(value));
    return max > min
        ? new Axis(min, max, Math.max(whole ? 1 : 0, roundStep((max - min) / ticks)))
        : over(DoubleStream.of(min), ticks);
  }

  private static double roundStep(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    for (long i = first; i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Where a value stands, 0 at low and 1 at high. */
  double at(double value) {
    return (value - low) / (high - low);
  }

  /** A tick's label with the decimals that tell ticks apart. */
  String label(double tick) {
    return Markup.number(tick, decimals());
  }

  int decimals() {
    return (int) Math.max(0, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)));
  }
}
