package io.didact.cli;

import io.didact.config.ConfigException;
import io.didact.config.ConfigWriter;
import io.didact.recipe.Continuation;
import io.didact.recipe.Recipe;
import io.didact.recipe.evaluation.StageResult;
import io.didact.recipe.model.Machine;
import io.didact.recipe.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recipe of one stage: what the commands of single stages do with it.
 *
 * @param recipe whose output is the stage's directory
 */
record SingleStage(Console console, Recipe recipe) {

  /** What a flat file holds beside the stage's own keys. */
  private record Rest(Machine machine) {}

  /** Prints every setting with its value. */
  void print() {
    Stage stage = recipe.stages().values().iterator().next();
    console.out().print(ConfigWriter.yaml((Record) stage, Path.of("")));
    console.out().print(ConfigWriter.yaml(new Rest(recipe.machine()), Path.of("")));
  }

  /** Runs it and prints what it came to; nothing where it was stopped. */
  Optional<StageResult> run(Continuation continuation) throws ConfigException, IOException {
    if (new RecipeRun(console).of(recipe, continuation).isEmpty()) {
      return Optional.empty();
    }
    StageResult result = StageResult.read(recipe.output());
    console.out().println(JsonMapper.shared().writeValueAsString(result));
    return Optional.of(result);
  }
}
