package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.refine.TextRule;
import java.util.List;

/**
 * Rules that are applied to each trace.
 *
 * @param rules one after the other
 */
public record RulesRefiner(List<TextRule> rules) implements Refiner {
  public RulesRefiner {
    rules = List.copyOf(rules);
    new Rules().require(!rules.isEmpty(), "rules", "must name at least one rule").done();
  }

  @Override
  public boolean completes() {
    return rules.stream().anyMatch(TextRule::completes);
  }

  @Override
  public String called() {
    return "rules";
  }
}
