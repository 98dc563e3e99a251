package io.didact.answers.compute;

import java.util.Map;

/**
 * Values of variables, and how to read what has several readings.
 *
 * @param values of every variable that is met
 * @param complex whether results may leave the reals; if not, √−1 is undefined
 * @param logarithm what log without a base is
 */
public record Point(Map<String, Rational> values, boolean complex, LogReading logarithm) {
  /** Where constants are real numbers. */
  public static final Point OF_CONSTANTS = new Point(Map.of(), false, LogReading.NATURAL);
}
