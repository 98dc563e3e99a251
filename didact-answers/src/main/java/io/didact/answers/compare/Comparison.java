package io.didact.answers.compare;

/**
 * What came out of comparing two answers.
 *
 * @param sameness whether they are the same
 * @param reason why, in a few words
 */
public record Comparison(Sameness sameness, String reason) {
  static Comparison of(boolean same, String what) {
    return new Comparison(Sameness.of(same), same ? "the same " + what : "different " + what);
  }

  static Comparison different(String reason) {
    return new Comparison(Sameness.DIFFERENT, reason);
  }

  static Comparison undecided(String reason) {
    return new Comparison(Sameness.UNDECIDED, reason);
  }

  /** Another way to compare; the first that finds them the same decides. */
  Comparison or(Comparison other) {
    return sameness.or(other.sameness) == sameness ? this : other;
  }

  boolean isSame() {
    return sameness == Sameness.SAME;
  }
}
