package io.didact.data.synthetic;

import io.didact.config.Rules;
import io.didact.text.NearestName;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * How often each of several kinds is taken. Plain data, as a configuration states it.
 *
 * @param weights not negative, of any sum above 0; a kind that is not named has weight 0
 */
public record Mix<K extends Enum<K>>(Map<K, Double> weights) {
  public Mix {
    // In the order of the enum: what is picked must not depend on the order of a file.
    TreeMap<K, Double> ordered = new TreeMap<>(weights);
    Rules rules = new Rules();
    ordered.forEach(
        (kind, weight) ->
            rules.require(
                weight >= 0 && !weight.isInfinite(),
                "the weight of " + kind + " must be ≥ 0, was " + weight));
    ordered.values().removeIf(weight -> weight == 0);
    rules.require(!ordered.isEmpty(), "a mix needs a weight above 0").done();
    weights = Collections.unmodifiableSortedMap(ordered);
  }

  /** One kind only. */
  public static <K extends Enum<K>> Mix<K> only(K kind) {
    return new Mix<>(Map.of(kind, 1.0));
  }

  /**
   * A mix whose kinds are given by name, in either case, as in {@code step: 30}.
   *
   * @throws IllegalArgumentException that names the kinds, if there is none of a name
   */
  public static <K extends Enum<K>> Mix<K> of(
      Class<K> kinds, Map<String, ? extends Number> weightsByName) {
    Map<String, K> known = new LinkedHashMap<>();
    for (K kind : kinds.getEnumConstants()) {
      known.put(kind.name().toLowerCase(Locale.ROOT), kind);
    }
    Map<K, Double> weights = new HashMap<>();
    weightsByName.forEach(
        (name, weight) -> {
          K kind = known.get(name.toLowerCase(Locale.ROOT));
          if (kind == null) {
            throw new IllegalArgumentException(
                "'%s' is not a %s%s"
                    .formatted(
                        name, kinds.getSimpleName(), NearestName.hint(name, known.keySet())));
          }
          weights.put(kind, weight.doubleValue());
        });
    return new Mix<>(weights);
  }

  /** The part of the whole that a kind has, from 0 to 1. */
  public double share(K kind) {
    return weights.getOrDefault(kind, 0.0) / sum();
  }

  /** A kind, as often as its weight says. */
  public K pick(SplittableRandom random) {
    double left = random.nextDouble() * sum();
    K picked = weights.keySet().iterator().next();
    for (Map.Entry<K, Double> entry : weights.entrySet()) {
      picked = entry.getKey();
      left -= entry.getValue();
      if (left < 0) {
        break;
      }
    }
    return picked;
  }

  private double sum() {
    return weights.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
