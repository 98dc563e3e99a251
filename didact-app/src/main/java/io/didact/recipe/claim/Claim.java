package io.didact.recipe.claim;

import io.didact.config.Rules;
import java.util.Optional;
import java.util.Set;

/**
 * That one quantity is greater than another. A quantity is called by its name: an arm (its
 * accuracy), a measure, or a series of a plot (Pearson's correlation along it).
 *
 * @param greater name of the quantity that is to be greater
 * @param than name of the other, or a number
 * @param by by how much at least
 */
public record Claim(String greater, String than, double by) {
  static Claim defaults(String greater, String than) {
    return new Claim(greater, than, 0);
  }

  /** Checks that there are such quantities, and that they go together. */
  public Rules of(Quantities quantities) {
    Rules rules = new Rules().require(Double.isFinite(by), "by", "a number", by);
    Set<String> names = quantities.names();
    boolean known = names.contains(greater);
    boolean other = names.contains(than) || number(than).isPresent();
    rules
        .require(known, "greater", unknown(greater, names))
        .require(other, "than", unknown(than, names));
    if (known && other) {
      int first = quantities.count(greater);
      int second = quantities.count(than);
      rules.require(
          first == second || first == 1 || second == 1,
          "`%s` has %d repetitions and `%s` has %d; summary.seeds says which stages go together"
              .formatted(greater, first, than, second));
    }
    return rules;
  }

  private static String unknown(String name, Set<String> all) {
    return "`%s` is no arm, measure or series; there are %s"
        .formatted(name, String.join(", ", all));
  }

  /** The number that a word is. */
  static Optional<Double> number(String word) {
    return word.matches("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?")
        ? Optional.of(Double.valueOf(word))
        : Optional.empty();
  }
}
