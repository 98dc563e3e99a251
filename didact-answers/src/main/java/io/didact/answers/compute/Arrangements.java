package io.didact.answers.compute;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of combinations and of arrangements in the ways of schools: C(10, 3), C with 10 below and
 * 3 above; P and A in the same places. They read as names, since C(10, 3) may be a point and C₁² a
 * constant squared, and are numbers where they are compared with one.
 */
public final class Arrangements {
  private static final Pattern SUBSCRIPT = Pattern.compile("([CPA])_(\\d{1,4})");

  /** A is not among them: A(3, 2) is a point. */
  private static final Set<String> LETTERS = Set.of("C", "P");

  private Arrangements() {}

  /** Whether a pair behind it may be such a number's. */
  public static boolean isLetter(Node node) {
    return node instanceof Node.Name name && LETTERS.contains(name.name());
  }

  /** C(n, k) for a letter and the pair behind it; null for anything else. */
  static @Nullable Node of(Node letter, Node pair) {
    return isLetter(letter)
            && letter instanceof Node.Name name
            && pair instanceof Node.Tuple tuple
            && tuple.open() == '('
            && tuple.close() == ')'
            && tuple.items().size() == 2
        ? chosen(name.name(), tuple.items().get(0), tuple.items().get(1))
        : null;
  }

  /** C with n below and k above; null for anything else. */
  static @Nullable Node of(Node.Power power) {
    if (!(power.base() instanceof Node.Name name)) {
      return null;
    }
    Matcher matcher = SUBSCRIPT.matcher(name.name());
    return matcher.matches()
        ? chosen(
            matcher.group(1), Node.Num.of(Integer.parseInt(matcher.group(2))), power.exponent())
        : null;
  }

  private static @Nullable Node chosen(String letter, Node n, Node k) {
    boolean fits =
        n instanceof Node.Num all
            && k instanceof Node.Num some
            && all.value().isInteger()
            && some.value().isInteger()
            && some.value().signum() >= 0
            && all.value().compareTo(some.value()) >= 0
            && all.value().compareTo(Rational.ONE) > 0;
    return fits ? number(letter, n, k) : null;
  }

  /** n over k, or for another letter than C times k!. */
  public static Node number(String letter, Node n, Node k) {
    Node combinations = new Node.Call(Function.BINOMIAL, List.of(n, k));
    return letter.equals("C")
        ? combinations
        : new Node.Product(List.of(combinations, new Node.Call(Function.FACTORIAL, List.of(k))));
  }
}
