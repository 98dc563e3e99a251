package io.didact.answers.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A unit of measurement.
 *
 * @param dimension what it measures, in base units, as {@code m^2 s^-1}; empty for pure numbers,
 *     and {@code ?} for words that are not known to be a unit
 * @param scale how many base units it is
 * @param halfTurns whether the scale is in multiples of π, as that of degrees
 * @param text as written
 */
public record Unit(String dimension, Rational scale, boolean halfTurns, String text) {
  public static final Unit NONE = new Unit("", Rational.ONE, false, "");
  public static final Unit PERCENT = new Unit("", Rational.of(100).inverse(), false, "%");
  public static final Unit DEGREE = new Unit("", Rational.of(180).inverse(), true, "°");

  /** Words of which nothing is known. */
  public static Unit unknown(String text) {
    return new Unit("?", Rational.ONE, false, text);
  }

  /** The same unit as it is written in an answer. */
  public Unit named(String other) {
    return new Unit(dimension, scale, halfTurns, other);
  }

  /** This unit times another one to a power; unknown where one of them is. */
  public Unit times(Unit other, int power) {
    if (!isKnown() || !other.isKnown()) {
      return unknown(text);
    }
    SortedMap<String, Integer> powers = new TreeMap<>();
    count(dimension, 1, powers);
    count(other.dimension, power, powers);
    return new Unit(
        written(powers), scale.times(other.scale.power(power)), halfTurns || other.halfTurns, text);
  }

  private static void count(String dimension, int power, SortedMap<String, Integer> all) {
    for (String part : dimension.split(" ")) {
      if (!part.isEmpty()) {
        int caret = part.indexOf('^');
        String base = caret < 0 ? part : part.substring(0, caret);
        int own = caret < 0 ? 1 : Integer.parseInt(part.substring(caret + 1));
        all.merge(base, own * power, Integer::sum);
      }
    }
  }

  private static String written(SortedMap<String, Integer> powers) {
    List<String> parts = new ArrayList<>();
    powers.forEach((base, power) -> parts.add(power == 1 ? base : base + "^" + power));
    return String.join(" ", parts);
  }

  public boolean isKnown() {
    return !dimension.equals("?");
  }

  /** Whether a value in it is a plain number, as 28 % and 90°. */
  public boolean isPureNumber() {
    return dimension.isEmpty();
  }
}
