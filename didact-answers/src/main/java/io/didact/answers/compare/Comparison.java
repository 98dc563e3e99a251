package io.didact.answers.compare;

/**
 * What came out of comparing two answers.
 *
 * @param sameness whether they are the same
 * @param reason why, in a few words
 */
public record Comparison(Sameness sameness, String reason) {
  /** The one or the other, with its reason. */
  public static Comparison of(boolean same, String reasonIfSame, String reasonIfDifferent) {
    return same ? same(reasonIfSame) : different(reasonIfDifferent);
  }

  static Comparison of(boolean same, String what) {
    return of(same, "the same " + what, "different " + what);
  }

  static Comparison of(Sameness sameness, String ifSame, String ifDifferent, String ifUndecided) {
    return new Comparison(
        sameness,
        switch (sameness) {
          case SAME -> ifSame;
          case DIFFERENT -> ifDifferent;
          case UNDECIDED -> ifUndecided;
        });
  }

  static Comparison same(String reason) {
    return new Comparison(Sameness.SAME, reason);
  }

  static Comparison different(String reason) {
    return new Comparison(Sameness.DIFFERENT, reason);
  }

  /** Undecided, with a reason. */
  public static Comparison undecided(String reason) {
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
