package io.didact.recipe.plan;

import io.didact.data.JsonlException;
import io.didact.engine.Memory;
import io.didact.hub.HubCache;
import io.didact.recipe.model.Machine;
import io.didact.recipe.stage.Stage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Which stages fit into main memory together, as a plan reckons it. Thread-safe. */
public final class MemoryBudget {
  private final double room;
  private final Map<String, Double> wanted;
  private final Consumer<String> told;
  private boolean said;

  /**
   * @param room bytes of the machine
   * @param wanted stage → bytes that it holds at most; a stage that is not there is taken to fit
   * @param told hears, once, that a stage waits
   */
  MemoryBudget(double room, Map<String, Double> wanted, Consumer<String> told) {
    this.room = room;
    this.wanted = Map.copyOf(wanted);
    this.told = told;
  }

  /** Of this machine's memory. Where a plan cannot be made, everything is taken to fit. */
  public static MemoryBudget of(
      Map<String, Stage> stages, Machine machine, HubCache hub, Consumer<String> told) {
    return of(Memory.installed(), stages, machine, hub, told);
  }

  static MemoryBudget of(
      double room,
      Map<String, Stage> stages,
      Machine machine,
      HubCache hub,
      Consumer<String> told) {
    Map<String, Double> wanted = new HashMap<>();
    try {
      RecipePlan.of(
              stages,
              machine,
              Scale.ofMemory(room, machine.workers()),
              PlanTables.shipped(),
              Assumptions.usual(),
              hub)
          .stages()
          .forEach(stage -> wanted.put(stage.name(), stage.memory().most()));
    } catch (IOException | IllegalArgumentException | JsonlException e) {
      wanted.clear(); // what is wrong, the stage itself says
    }
    return new MemoryBudget(room, wanted, told);
  }

  /** Whether a stage fits beside those that run; alone it may always try. */
  public synchronized boolean fits(Set<String> running, String stage) {
    double held = running.stream().mapToDouble(this::wanted).sum();
    boolean fits = running.isEmpty() || wanted(stage) == 0 || held + wanted(stage) <= room;
    if (!fits && !said) {
      said = true;
      told.accept(
          "%s waits: beside %s it would hold about %s GB together, there are %s"
              .formatted(
                  stage,
                  String.join(", ", running),
                  StageMemory.gigabytes(held + wanted(stage)),
                  StageMemory.gigabytes(room)));
    }
    return fits;
  }

  private double wanted(String stage) {
    return wanted.getOrDefault(stage, 0.0);
  }
}
