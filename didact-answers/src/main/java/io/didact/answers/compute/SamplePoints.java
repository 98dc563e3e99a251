package io.didact.answers.compute;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Where expressions in variables are compared: points from a fixed seed, so that a comparison
 * always comes out the same. The first are positive, then of either sign, below 1, and integers.
 */
public final class SamplePoints {
  public static final int COUNT = 14;
  private static final int DENOMINATOR = 97;

  private SamplePoints() {}

  /**
   * The values at one point.
   *
   * @param index from 0 to {@link #COUNT} − 1
   */
  public static Map<String, Rational> at(int index, Collection<String> variables) {
    Map<String, Rational> values = new HashMap<>();
    for (String name : variables) {
      long random = mixed(name.hashCode() * 31L + index);
      values.put(name, value(index, random >>> 33, (random & 1) == 0));
    }
    return values;
  }

  /** A positive value that depends on a name only. */
  static Rational value(String name) {
    return value(0, mixed(name.hashCode()) >>> 33, false);
  }

  private static Rational value(int index, long random, boolean negative) {
    Rational fraction = Rational.of(1 + random % 386).over(Rational.of(DENOMINATOR));
    if (index < 3) {
      return fraction.plus(Rational.HALF);
    } else if (index < 7) {
      return negative ? fraction.negate() : fraction;
    } else if (index < 10) {
      return Rational.of(1 + random % (DENOMINATOR - 1)).over(Rational.of(DENOMINATOR));
    }
    return Rational.of(3 + random % 17);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mixed(long seed) {
    long z = seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
