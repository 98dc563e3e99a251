package io.didact.recipe;

import io.didact.config.Rules;
import io.didact.hub.HubCache;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.stage.Source;
import io.didact.recipe.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a run reads and writes: a stage that wrote into what it reads would change its own input.
 *
 * @param output of the recipe
 * @param stages by name
 * @param names of all stages, also of those that are wrong in themselves
 */
record Places(HubCache hub, Path output, Map<String, Stage> stages, Set<String> names) {

  /** Refuses an output in an input, and an input in the output of the same stage. */
  void check(Rules wrong) {
    stages.forEach((name, stage) -> check("stages." + name, name, stage, wrong));
  }

  private void check(String path, String name, Stage stage, Rules wrong) {
    Path writes = real(stage.output().orElse(output.resolve(name)));
    String key = stage.output().isPresent() ? path + ".output" : "output";
    for (Input input : inputs(stage)) {
      if (writes.startsWith(input.place()) || real(output).startsWith(input.place())) {
        wrong.add(
            key,
            "lies in %s, which is the %s: choose another".formatted(input.place(), input.key()));
      } else if (input.place().startsWith(writes)) {
        wrong.add(
            path + "." + input.key(),
            "%s lies in the output %s of the stage that reads it: choose another output"
                .formatted(input.place(), writes));
      }
    }
  }

  /**
   * A directory or file that a stage reads.
   *
   * @param key that names it
   * @param place where it really is
   */
  private record Input(String key, Path place) {}

  /** What is not there is told of elsewhere. */
  private List<Input> inputs(Stage stage) {
    List<Input> inputs = new ArrayList<>();
    for (Map.Entry<String, ModelRef> each : stage.models().entrySet()) {
      if (!each.getValue().isStage(names)) {
        try {
          inputs.add(new Input(each.getKey(), real(hub.model(each.getValue().name()).directory())));
        } catch (IOException e) {
          continue;
        }
      }
    }
    for (Map.Entry<String, Source> each : stage.sources().entrySet()) {
      try {
        for (Path path : each.getValue().inputs(hub)) {
          inputs.add(new Input(each.getKey(), real(path)));
        }
      } catch (IOException e) {
        continue;
      }
    }
    return inputs;
  }

  /** Through all links, as far as there is anything. */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    for (Path there = absolute; there != null; there = there.getParent()) {
      if (Files.exists(there)) {
        try {
          return there.toRealPath().resolve(there.relativize(absolute));
        } catch (IOException e) {
          return absolute;
        }
      }
    }
    return absolute;
  }
}
