package io.didact.recipe;

import io.didact.config.Rules;
import io.didact.recipe.model.Machine;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.stage.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A recipe file.
 *
 * @param output directory of the run; each stage has a directory in it
 * @param seed everything random in the stages follows from it and the stage's name
 * @param stagesAtOnce how many stages run at once at most, each with all workers of the machine
 * @param stages by name; each after those that it reads
 * @param summary what the end compares
 */
public record Recipe(
    Path output,
    long seed,
    Machine machine,
    int stagesAtOnce,
    Map<String, Stage> stages,
    Optional<SummaryPlan> summary) {
  public Recipe {
    Rules rules =
        new Rules()
            .atLeast("stagesAtOnce", 1, stagesAtOnce)
            .require(!stages.isEmpty(), "stages", "must name at least one stage");
    List<String> earlier = new ArrayList<>();
    stages.forEach(
        (name, stage) -> {
          rules.require(
              name.matches("[A-Za-z0-9][A-Za-z0-9_-]*"),
              "stages." + name,
              "a stage's name is of letters, digits, `_` and `-`");
          rules.all("stages." + name, stage.whole());
          for (String source : stage.stageSources()) {
            rules.require(
                earlier.contains(source)
                    && Objects.requireNonNull(stages.get(source)).leavesTraces(),
                "stages." + name,
                "`" + source + "` is no stage before it that leaves traces");
          }
          stage
              .models()
              .forEach(
                  (key, ref) -> {
                    if (ref.isStage(stages.keySet())) {
                      rules.all(
                          "stages." + name,
                          rulesOf(
                              key, ref, earlier, Objects.requireNonNull(stages.get(ref.stage()))));
                    }
                  });
          earlier.add(name);
        });
    Map<Path, String> writers = new HashMap<>();
    stages.forEach(
        (name, stage) -> {
          Path directory = stage.output().orElse(output.resolve(name));
          String other = writers.putIfAbsent(directory.toAbsolutePath().normalize(), name);
          rules.require(
              other == null,
              "stages." + name + ".output",
              "`" + other + "` writes into " + directory + ", too");
        });
    summary.ifPresent(plan -> rules.all("", plan.of(stages)));
    rules.done();
  }

  /**
   * @param stage that the model is of
   */
  private static Rules rulesOf(String key, ModelRef ref, List<String> earlier, Stage stage) {
    Rules rules = new Rules();
    if (!earlier.contains(ref.stage()) || !stage.trains()) {
      return rules.add(
          key,
          "`%s` is no stage before it that trains a model; a directory has a slash: ./%s"
              .formatted(ref.stage(), ref));
    }
    ref.step()
        .ifPresent(
            step ->
                rules
                    .require(step > 0, key, "`" + ref + "`: steps count from 1, was " + step)
                    .require(
                        step <= stage.totalSteps().orElse(Integer.MAX_VALUE),
                        key,
                        "`%s`: the stage has %d steps"
                            .formatted(ref, stage.totalSteps().orElse(0))));
    return rules;
  }

  /** Steps of a stage's training whose checkpoints other stages name. */
  SortedSet<Long> namedSteps(String name) {
    SortedSet<Long> steps = new TreeSet<>();
    for (Stage stage : stages.values()) {
      for (ModelRef ref : stage.models().values()) {
        if (ref.isStage(stages.keySet()) && ref.stage().equals(name)) {
          ref.step().ifPresent(steps::add);
        }
      }
    }
    return steps;
  }

  static Recipe defaults(Path output, Map<String, Stage> stages) {
    return new Recipe(output, 1, Machine.defaults(), 1, stages, Optional.empty());
  }

  /** The stage of a name that the recipe has. */
  public Stage stage(String name) {
    return Objects.requireNonNull(stages.get(name), () -> "no stage " + name);
  }

  /** Where a stage writes. */
  Path directory(String name) {
    return stage(name).output().orElse(output.resolve(name));
  }
}
