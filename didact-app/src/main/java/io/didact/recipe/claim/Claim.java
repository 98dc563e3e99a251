package io.didact.recipe.claim;

import io.didact.config.Rules;
import io.didact.text.NearestName;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * That one quantity is greater than another. A quantity is called by its name: an arm (its
 * accuracy), a measure, or a series of a plot (Pearson's correlation along it); it may be a number.
 *
 * @param greater the quantity that is to be greater
 * @param than the other
 * @param by by how much at least
 */
public record Claim(String greater, String than, double by) {
  private static final int SHOWN = 12;

  static Claim defaults(String greater, String than) {
    return new Claim(greater, than, 0);
  }

  /** Checks that there are such quantities, and that they go together. */
  public Rules of(Quantities quantities) {
    Rules rules = new Rules().require(Double.isFinite(by), "by", "a number", by);
    boolean known = isKnown(greater, quantities);
    boolean other = isKnown(than, quantities);
    rules
        .require(known, "greater", unknown(greater, quantities.names()))
        .require(other, "than", unknown(than, quantities.names()));
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

  private static boolean isKnown(String name, Quantities quantities) {
    return quantities.names().contains(name) || number(name).isPresent();
  }

  private static String unknown(String name, Set<String> all) {
    String some = all.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return "`%s` is no arm, measure or series; %s"
        .formatted(
            name,
            NearestName.of(name, all)
                .map(near -> "did you mean `" + near + "`?")
                .orElse("there are " + some + (all.size() > SHOWN ? " and others" : "")));
  }

  /** The number that a word is. */
  static Optional<Double> number(String word) {
    return word.matches("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?")
        ? Optional.of(Double.valueOf(word))
        : Optional.empty();
  }
}
