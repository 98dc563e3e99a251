package io.didact.recipe.stage;

import io.didact.config.Rules;
import java.nio.file.Path;
import java.util.Map;

/** Who writes traces anew: rules, or a model behind a server. */
public sealed interface Refiner permits RulesRefiner, ServerRefiner {
  /** Whether a text that it writes is whole, also where it was given a beginning. */
  boolean completes();

  /** What it is called in a remark. */
  String called();

  /** What it needs and does not find on this machine. */
  default Rules missing() {
    return new Rules();
  }

  /** Files whose content decides what it writes, by the key that names them. */
  default Map<String, Path> files() {
    return Map.of();
  }
}
