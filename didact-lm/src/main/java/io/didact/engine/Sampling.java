package io.didact.engine;

import io.didact.config.Rules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How tokens are chosen and when a sample ends. Truncation works as in Hugging Face transformers:
 * the temperature first, then top-k, then top-p over what top-k left, then min-p.
 *
 * @param temperature τ ≥ 0 that divides the logits; 0 takes the most probable token
 * @param topP in (0, 1]: the smallest set of most probable tokens whose mass reaches topP; 1 = off
 * @param topK the topK most probable tokens, and those as probable as the last of them; 0 = off
 * @param minP in [0, 1]: tokens at least minP times as probable as the most probable one; 0 = off
 * @param maxNewTokens at least 1
 * @param stopIds ids after which a sample ends
 * @param stopStrings texts after which a sample ends, wherever token borders fall in them
 */
public record Sampling(
    double temperature,
    double topP,
    int topK,
    double minP,
    int maxNewTokens,
    Set<Integer> stopIds,
    List<String> stopStrings) {
  public Sampling {
    stopIds = Set.copyOf(stopIds);
    stopStrings = List.copyOf(stopStrings);
    Rules rules =
        new Rules()
            .notNegative("temperature", temperature)
            .require(topP > 0 && topP <= 1, "topP", "in (0, 1]", topP)
            .atLeast("topK", 0, topK)
            .inUnit("minP", minP)
            .atLeast("maxNewTokens", 1, maxNewTokens);
    stopIds.forEach(id -> rules.require(id >= 0, "stopIds", "must be ≥ 0, one was " + id));
    rules
        .require(!stopStrings.contains(""), "stopStrings", "must not contain the empty string")
        .done();
  }

  /** The most probable token each time. */
  public static Sampling greedy(int maxNewTokens) {
    return at(0, maxNewTokens);
  }

  /** Plain sampling, nothing truncated, nothing stops it but the length. */
  public static Sampling at(double temperature, int maxNewTokens) {
    return new Sampling(temperature, 1, 0, 0, maxNewTokens, Set.of(), List.of());
  }

  /** The same with other stops. */
  public Sampling stoppingAt(Set<Integer> ids, List<String> strings) {
    return new Sampling(temperature, topP, topK, minP, maxNewTokens, ids, strings);
  }

  /** The same with one more end: an id, or where there is none a text. */
  public Sampling endingAlsoAt(OptionalInt id, String text) {
    Set<Integer> ids = new HashSet<>(stopIds);
    List<String> strings = new ArrayList<>(stopStrings);
    if (id.isPresent()) {
      ids.add(id.getAsInt());
    } else if (!strings.contains(text)) {
      strings.add(text);
    }
    return stoppingAt(ids, strings);
  }

  /** True where nothing is random. */
  public boolean isGreedy() {
    return temperature == 0;
  }

  /** τ of the reported log-probabilities: the sampling temperature, and 1 for greedy choice. */
  public double logProbTemperature() {
    return isGreedy() ? 1 : temperature;
  }
}
