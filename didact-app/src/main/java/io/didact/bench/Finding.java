package io.didact.bench;

import java.util.Locale;

/**
 * One line of a {@link Proof}.
 *
 * @param part of the proof, such as {@code parity}
 * @param what was looked at
 * @param value what was found; NaN where nothing was
 * @param unit of the value
 * @param note what was wanted, or what went wrong; may be empty
 */
public record Finding(
    String part, String what, double value, String unit, Verdict verdict, String note) {

  /** What a finding says of the device. */
  public enum Verdict {
    /** It is as wanted. */
    HOLDS,
    /** It is not. */
    FAILS,
    /** A figure of which nothing is asked. */
    MEASURED,
    /** There was no time for it, or nothing to look at. */
    SKIPPED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A figure of which nothing is asked. */
  static Finding measured(String part, String what, double value, String unit) {
    return new Finding(part, what, value, unit, Verdict.MEASURED, "");
  }

  /** A figure that must not be larger than a bound. */
  static Finding atMost(String part, String what, double value, String unit, double bound) {
    String wanted = String.format(Locale.ROOT, "wanted ≤ %.3g", bound);
    return new Finding(part, what, value, unit, verdict(value <= bound), wanted);
  }

  /** A figure that must not be smaller than a bound. */
  static Finding atLeast(String part, String what, double value, String unit, double bound) {
    String wanted = String.format(Locale.ROOT, "wanted ≥ %.3g", bound);
    return new Finding(part, what, value, unit, verdict(value >= bound), wanted);
  }

  static Finding failed(String part, String what, String why) {
    return new Finding(part, what, Double.NaN, "", Verdict.FAILS, why);
  }

  static Finding skipped(String part, String why) {
    return new Finding(part, "", Double.NaN, "", Verdict.SKIPPED, why);
  }

  private static Verdict verdict(boolean holds) {
    return holds ? Verdict.HOLDS : Verdict.FAILS;
  }
}
