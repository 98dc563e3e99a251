package io.didact.answers.compute;

import java.math.BigInteger;
import java.util.Comparator;

/**
 * What {@link Polynomial}s are in.
 *
 * @param kind what is known about it
 * @param key equal keys are equal atoms
 */
public record Atom(Kind kind, String key) implements Comparable<Atom> {
  /** What is known about an atom. */
  public enum Kind {
    /** A prime number, whose exponents lie in [0, 1): its roots. */
    PRIME,
    /** i, with exponent 0 or 1. */
    IMAGINARY,
    /** π or e. */
    CONSTANT,
    VARIABLE,
    /** A function value or a root of a sum: relations to other atoms are not known. */
    OPAQUE
  }

  static final Atom I = new Atom(Kind.IMAGINARY, Constants.I);

  private static final Comparator<Atom> ORDER =
      Comparator.comparing(Atom::kind).thenComparing(Atom::key);

  static Atom prime(BigInteger prime) {
    return new Atom(Kind.PRIME, prime.toString());
  }

  /** Whether it is a positive number, so that roots of its powers may be simplified. */
  public boolean isPositive() {
    return kind == Kind.PRIME || kind == Kind.CONSTANT;
  }

  @Override
  public int compareTo(Atom other) {
    return ORDER.compare(this, other);
  }
}
