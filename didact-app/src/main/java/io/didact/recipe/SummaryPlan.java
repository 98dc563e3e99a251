package io.didact.recipe;

import io.didact.config.Rules;
import io.didact.recipe.stage.EvalStage;
import io.didact.recipe.stage.RlStage;
import io.didact.recipe.stage.Stage;
import io.didact.recipe.stage.TracesStage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the summary at the end compares.
 *
 * @param title of the report
 * @param arms name of an arm → evaluation stage, or several whose mean and spread it is
 * @param headline the arm that the report points at
 * @param before traces stage of the teacher before RL
 * @param after traces stage of the teacher after RL
 * @param curves label → RL stage, for the report's curves
 */
public record SummaryPlan(
    String title,
    Map<String, List<String>> arms,
    Optional<String> headline,
    Optional<String> before,
    Optional<String> after,
    Map<String, String> curves) {

  static SummaryPlan defaults(Map<String, List<String>> arms) {
    return new SummaryPlan(
        "Didact run", arms, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  /** Checks that the plan names stages of the right kind. */
  Rules of(Map<String, Stage> stages) {
    Rules rules = new Rules();
    arms.forEach(
        (arm, evaluations) -> {
          rules.require(!evaluations.isEmpty(), "summary.arms." + arm, "names no stage");
          for (String stage : evaluations) {
            rules.require(
                stages.get(stage) instanceof EvalStage,
                "summary.arms." + arm,
                "`" + stage + "` is no eval stage");
          }
        });
    headline.ifPresent(
        arm ->
            rules.require(
                arms.containsKey(arm), "summary.headline", "`" + arm + "` is none of the arms"));
    before.ifPresent(stage -> requireTraces(rules, "before", stages, stage));
    after.ifPresent(stage -> requireTraces(rules, "after", stages, stage));
    curves.forEach(
        (label, stage) ->
            rules.require(
                stages.get(stage) instanceof RlStage,
                "summary.curves." + label,
                "`" + stage + "` is no stage of reinforcement learning"));
    return rules;
  }

  private static void requireTraces(
      Rules rules, String key, Map<String, Stage> stages, String stage) {
    rules.require(
        stages.get(stage) instanceof TracesStage,
        "summary." + key,
        "`" + stage + "` is no traces stage");
  }
}
