package io.didact.recipe;

import io.didact.data.StudentFormat;
import io.didact.recipe.model.ModelDirectory;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.stage.SftStage;
import io.didact.recipe.stage.Stage;
import io.didact.run.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is known of a run's models before it begins. Training changes weights alone: the model of a
 * stage reads texts as the one does that its training starts from.
 *
 * @param directories looks at a model that is there
 * @param output of the run, where it is given
 * @param stages those that are not wrong in themselves
 * @param names of all stages
 */
record KnownModels(
    Function<ModelRef, ModelDirectory> directories,
    Optional<Path> output,
    Map<String, Stage> stages,
    Set<String> names) {

  /**
   * The models of a stage, to look at its data with; nothing where not all are known and can read
   * its tags, where the stage's settings do not go together, and where it has begun and looked at
   * its data then.
   */
  Optional<ModelInfo.Directory> of(String name, Stage stage) {
    if (!stage.whole().hold()) {
      return Optional.empty();
    }
    Map<ModelRef, ModelInfo> all = new HashMap<>();
    for (ModelRef ref : stage.models().values()) {
      Optional<ModelInfo> info = info(ref);
      if (info.isEmpty()) {
        return Optional.empty();
      }
      all.put(ref, info.get().with(stage.templateVariables()));
    }
    return hasBegun(name, stage) || !lacking(stage).isEmpty()
        ? Optional.empty()
        : Optional.of(ref -> Objects.requireNonNull(all.get(ref)));
  }

  private boolean hasBegun(String name, Stage stage) {
    return stage
        .output()
        .or(() -> output.map(all -> all.resolve(name)))
        .filter(directory -> Files.exists(directory.resolve(Provenance.FILE)))
        .isPresent();
  }

  /** What a stage's models cannot write of its tags. */
  List<String> lacking(Stage stage) {
    List<String> messages = new ArrayList<>();
    if (stage.usesTags()) {
      stage
          .models()
          .forEach(
              (key, ref) ->
                  info(ref)
                      .flatMap(model -> lacking(stage, model))
                      .ifPresent(message -> messages.add(key + " " + ref + ": " + message)));
      made(stage).flatMap(model -> lacking(stage, model)).ifPresent(messages::add);
    }
    return messages;
  }

  private static Optional<String> lacking(Stage stage, ModelInfo model) {
    try {
      ModelInfo seen = model.with(stage.templateVariables());
      new StudentFormat(stage.tags().joined(seen.template()), seen.tokenizer());
      return Optional.empty();
    } catch (IllegalArgumentException | IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What a model is or will be, where that can be known and nothing is wrong with it. */
  Optional<ModelInfo> info(ModelRef ref) {
    // Each stage starts from one before it; counting ends a chain that is wrong in this.
    ModelRef at = ref;
    for (int step = 0; step <= stages.size(); step++) {
      if (!at.isStage(names)) {
        return directories.apply(at).info(at.name());
      }
      Stage stage = stages.get(at.stage());
      if (stage == null || !stage.trains()) {
        return Optional.empty();
      }
      if (stage.start().isEmpty()) {
        return made(stage);
      }
      at = stage.start().get();
    }
    return Optional.empty();
  }

  /** The new model that a stage makes. */
  private static Optional<ModelInfo> made(Stage stage) {
    return stage instanceof SftStage sft ? sft.architecture().map(ModelInfo::of) : Optional.empty();
  }
}
