package io.didact.answers.compute;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Names with a meaning of their own. */
public final class Constants {
  public static final String PI = "pi";
  static final String E = "e";
  public static final String I = "i";
  public static final String INFINITY = "infinity";

  /** What the names of commands begin with of which nothing is known. */
  public static final String UNKNOWN = "\\";

  private static final Set<String> GREEK =
      Set.of(
          "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
          "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
          "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
          "ell");

  /** Words and characters that name something, as written without a backslash. */
  private static final Map<String, String> PLAIN = new HashMap<>();

  private static final String SETS = "ℝℤℕℚℂ";

  static {
    put(PI, "pi π");
    put(INFINITY, "∞ infty infinity inf oo");
    put("theta", "theta");
    String[] letters =
        ("α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ϑ theta κ kappa"
                + " λ lambda μ mu ν nu ξ xi ρ rho σ sigma τ tau φ phi ϕ phi χ chi ψ psi ω omega"
                + " Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Φ Phi Ψ Psi Ω Omega ℓ ell")
            .split(" ");
    for (int i = 0; i < letters.length; i += 2) {
      put(letters[i + 1], letters[i]);
    }
    SETS.codePoints().mapToObj(Character::toString).forEach(set -> PLAIN.put(set, set));
  }

  private Constants() {}

  private static void put(String name, String words) {
    for (String word : words.split(" ")) {
      PLAIN.put(word, name);
    }
  }

  public static boolean isGreek(String name) {
    return GREEK.contains(name);
  }

  /** The name of a plain word or character, or empty. */
  public static String plain(String word) {
    return PLAIN.getOrDefault(word, "");
  }

  /**
   * Checks that something is known of a name: nothing is the same as an unknown command but itself.
   *
   * @throws UnreadableException if nothing is
   */
  static void requireKnown(String name) {
    if (name.startsWith(UNKNOWN)) {
      throw new UnreadableException(name + " is not known");
    }
  }

  /** Whether a name is a number rather than a variable. */
  public static boolean isNumber(String name) {
    return name.equals(PI) || name.equals(E) || name.equals(I) || name.equals(INFINITY);
  }

  /** Whether a name is a set of numbers. */
  public static boolean isSet(String name) {
    return name.length() == 1 && SETS.contains(name);
  }
}
