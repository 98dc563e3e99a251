package io.didact.model.checkpoint;

import io.didact.model.decoder.LoraShape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * PEFT's {@code rank_pattern} and {@code alpha_pattern}: matrices with another rank or alpha than
 * the others. A key is the name of a matrix or its last parts, such as {@code layers.3.mlp.up_proj}
 * or {@code q_proj}; the first that fits counts. PEFT takes keys as regular expressions; those that
 * are more than a name are refused, since they come from anywhere.
 */
public record AdapterPatterns(Map<String, Integer> ranks, Map<String, Double> alphas) {
  /** One rank and one alpha for all. */
  public static final AdapterPatterns NONE = new AdapterPatterns(Map.of(), Map.of());

  static final String RANKS = "rank_pattern";
  static final String ALPHAS = "alpha_pattern";

  private static final Pattern NAME = Pattern.compile("\\^?\\w+(\\\\?\\.\\w+)*");

  public AdapterPatterns {
    ranks = Collections.unmodifiableMap(new LinkedHashMap<>(ranks));
    alphas = Collections.unmodifiableMap(new LinkedHashMap<>(alphas));
  }

  static AdapterPatterns parse(JsonNode config, List<String> wrong) {
    return new AdapterPatterns(
        parse(
            config,
            RANKS,
            "a whole number ≥ 1",
            AdapterConfig::isRank,
            v -> (int) v.doubleValue(),
            wrong),
        parse(config, ALPHAS, "> 0", AdapterConfig::isAlpha, JsonNode::doubleValue, wrong));
  }

  private static <N> Map<String, N> parse(
      JsonNode config,
      String key,
      String rule,
      DoublePredicate right,
      Function<JsonNode, N> number,
      List<String> wrong) {
    Map<String, N> parsed = new LinkedHashMap<>();
    JsonNode patterns = config.path(key);
    if (!patterns.isObject() && !patterns.isNull() && !patterns.isMissingNode()) {
      wrong.add(key + " must be an object, was " + patterns);
    }
    for (Map.Entry<String, JsonNode> each : patterns.properties()) {
      if (!NAME.matcher(each.getKey()).matches()) {
        wrong.add(
            "%s `%s` is more than the last parts of a name: name the matrices"
                .formatted(key, each.getKey()));
      } else if (!each.getValue().isNumber() || !right.test(each.getValue().doubleValue())) {
        wrong.add(
            "%s of %s must be %s, was %s".formatted(key, each.getKey(), rule, each.getValue()));
      } else {
        parsed.put(each.getKey(), number.apply(each.getValue()));
      }
    }
    return parsed;
  }

  /** Those of the matrices that have a rank or alpha of their own. */
  Map<String, LoraShape.Size> sizes(Set<String> modules, LoraShape.Size common) {
    Map<String, LoraShape.Size> sizes = new LinkedHashMap<>();
    for (String module : modules) {
      LoraShape.Size size =
          new LoraShape.Size(
              first(ranks, module).orElse(common.rank()),
              first(alphas, module).orElse(common.alpha()));
      if (!size.equals(common)) {
        sizes.put(module, size);
      }
    }
    return sizes;
  }

  private static <N> Optional<N> first(Map<String, N> patterns, String module) {
    return patterns.entrySet().stream()
        .filter(each -> fits(each.getKey(), module))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean fits(String pattern, String module) {
    String name = pattern.replace("\\.", ".");
    return name.startsWith("^")
        ? module.equals(name.substring(1))
        : module.equals(name) || module.endsWith("." + name);
  }

  void write(ObjectNode config) {
    ObjectNode written = config.putObject(RANKS);
    ranks.forEach(written::put);
    ObjectNode alphaPattern = config.putObject(ALPHAS);
    alphas.forEach((name, alpha) -> AdapterConfig.put(alphaPattern, name, alpha));
  }

  /** Nothing where there are none. */
  String effect() {
    return equals(NONE) ? "" : " %s=%s %s=%s".formatted(RANKS, ranks, ALPHAS, alphas);
  }
}
