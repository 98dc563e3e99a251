package io.didact.eval.answer.math;

/**
 * A unit of measurement.
 *
 * @param dimension what it measures, in base units, as {@code m^2 s^-1}; empty for pure numbers,
 *     and {@code ?} for words that are not known to be a unit
 * @param scale how many base units it is
 * @param halfTurns whether the scale is in multiples of π, as that of degrees
 * @param text as written
 */
record Unit(String dimension, Rational scale, boolean halfTurns, String text) {
  static final Unit PERCENT = new Unit("", Rational.of(100).inverse(), false, "%");
  static final Unit DEGREE = new Unit("", Rational.of(180).inverse(), true, "°");

  /** Words of which nothing is known. */
  static Unit unknown(String text) {
    return new Unit("?", Rational.ONE, false, text);
  }

  boolean isKnown() {
    return !dimension.equals("?");
  }

  /** Whether a value in it is a plain number, as 28 % and 90°. */
  boolean isPureNumber() {
    return dimension.isEmpty();
  }
}
