package io.didact.recipe;

import io.didact.config.Rules;
import io.didact.recipe.claim.Claim;
import io.didact.recipe.claim.Measure;
import io.didact.recipe.claim.Plot;
import io.didact.recipe.claim.Quantities;
import io.didact.recipe.stage.EvalStage;
import io.didact.recipe.stage.RlStage;
import io.didact.recipe.stage.Stage;
import io.didact.recipe.stage.TracesStage;
import java.util.LinkedHashMap;
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
 * @param seeds of the independent repetitions that the stages of each arm and measure belong to, in
 *     their order; empty where each stage is a repetition
 * @param measures name → metric of stages, for plots and claims
 * @param plots title → arms or measures over what orders them
 * @param claims what is said before the run that will come out, in words → how it is tested
 */
public record SummaryPlan(
    String title,
    Map<String, List<String>> arms,
    Optional<String> headline,
    Optional<String> before,
    Optional<String> after,
    Map<String, String> curves,
    List<Long> seeds,
    Map<String, Measure> measures,
    Map<String, Plot> plots,
    Map<String, Claim> claims) {

  static SummaryPlan defaults() {
    return new SummaryPlan(
        "Didact run",
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of());
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
    measures.forEach(
        (name, measure) -> {
          String key = "summary.measures." + name;
          rules
              .require(!measure.stages().isEmpty(), key + ".stages", "names no stage")
              .require(!arms.containsKey(name), key, "an arm has this name");
          measure
              .stages()
              .forEach(
                  stage ->
                      rules.require(
                          stages.containsKey(stage),
                          key + ".stages",
                          "there is no stage `" + stage + "`"));
        });
    Quantities quantities = quantities();
    rules.all("summary", quantities.rules());
    claims.forEach((words, claim) -> rules.all("summary.claims." + words, claim.of(quantities)));
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

  /** What claims and plots may speak of. */
  public Quantities quantities() {
    return new Quantities(arms, measures, plots, seeds.size());
  }

  /** What is claimed, with all that it names: what is noted before a run. */
  Map<String, Object> claimed() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("claims", claims);
    all.put("arms", arms);
    all.put("seeds", seeds);
    all.put("measures", measures);
    all.put("plots", plots);
    return all;
  }

  private static void requireTraces(
      Rules rules, String key, Map<String, Stage> stages, String stage) {
    rules.require(
        stages.get(stage) instanceof TracesStage,
        "summary." + key,
        "`" + stage + "` is no traces stage");
  }
}
