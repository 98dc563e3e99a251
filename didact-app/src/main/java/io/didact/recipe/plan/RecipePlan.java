package io.didact.recipe.plan;

import io.didact.hub.HubCache;
import io.didact.recipe.model.Machine;
import io.didact.recipe.model.Precision;
import io.didact.recipe.stage.Material;
import io.didact.recipe.stage.Stage;
import io.didact.recipe.stage.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a recipe would take on some machine, reckoned without running anything.
 *
 * @param scale the machine
 * @param dtype of weights and activations
 * @param stages in their order
 * @param assumed what is not known before the run, in words
 */
public record RecipePlan(
    Scale scale, Precision dtype, List<StagePlan> stages, List<String> assumed) {

  /**
   * @param jobs what is done with models
   * @param memory of the device that holds most
   */
  public record StagePlan(String name, String type, List<Job> jobs, StageMemory memory) {
    /** How long it takes. */
    public double seconds() {
      return jobs.stream().mapToDouble(Job::seconds).sum();
    }
  }

  /**
   * Reckons.
   *
   * @param stages of the recipe, in their order
   * @throws IOException where a model's shape or the size of data is not known, saying what to do
   */
  public static RecipePlan of(
      Map<String, Stage> stages,
      Machine machine,
      Scale scale,
      PlanTables tables,
      Assumptions assumptions,
      HubCache hub)
      throws IOException {
    Map<String, Material> traces = new LinkedHashMap<>();
    Set<String> assumed = new LinkedHashSet<>();
    OnThisMachine here = new OnThisMachine(stages, hub);
    List<StagePlan> plans = new ArrayList<>();
    for (Map.Entry<String, Stage> stage : stages.entrySet()) {
      String name = stage.getKey();
      Work work =
          stage
              .getValue()
              .work(new RecipeForecast(stages, name, traces, tables, assumptions, here, assumed));
      work.traces().ifPresent(left -> traces.put(name, left));
      plans.add(
          new StagePlan(
              name,
              stage.getValue().type(),
              work.parts().stream().map(part -> Job.of(part, machine, scale)).toList(),
              StageMemory.of(work.parts(), machine, scale)));
    }
    return new RecipePlan(scale, machine.dtype(), plans, List.copyOf(assumed));
  }

  /** Those of all stages. */
  public List<Job> jobs() {
    return stages.stream().flatMap(stage -> stage.jobs().stream()).toList();
  }

  /** How long all of it takes. */
  public double seconds() {
    return stages.stream().mapToDouble(StagePlan::seconds).sum();
  }

  /** Whether every stage fits into the memory. */
  public boolean fits() {
    return stages.stream().allMatch(stage -> stage.memory().problems().isEmpty());
  }
}
