package io.didact.cli;

import io.didact.config.ConfigException;
import io.didact.config.ConfigWriter;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeFile;
import io.didact.recipe.RunSummary;
import io.didact.run.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code didact run}. */
@Command(
    name = "run",
    sortOptions = false,
    description = {
      "Run all stages of a recipe, from wherever it got to.%n",
      "In:  a YAML file with `output`, `seed`, `machine` and named `stages`.",
      "Out: a directory for each stage under `output`, summary.json and report.html; the summary as"
          + " a table on stdout.%n",
      "A finished stage is not run again; one that was killed or stopped resumes from its last "
          + "checkpoint to the same result. What was made with other settings, models or data is "
          + "not overwritten, unless --extend or --restart-from says how to go on from it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact run recipes/quickstart.yaml",
      "  didact run recipes/quickstart.yaml --dry-run",
      "  didact run recipes/paper/rlt.yaml --plan --gpus 8 --gpu h200",
      "  didact run recipes/quickstart.yaml output=runs/second seed=2 stages.rlt.steps=20",
      "  didact run recipes/quickstart.yaml stages.rlt.steps=120 --extend",
      "  didact run my.yaml stages.rlt.optimizer.learningRate=1e-6 --restart-from rlt:50"
    })
final class RunCommand implements Callable<Integer> {
  private final Console console;

  @Mixin RecipeOptions options = new RecipeOptions();

  @ArgGroup(
      exclusive = false,
      heading = "%nReckoning beforehand, without running anything (docs/paper.md says how):%n")
  @Nullable PlanOptions plan;

  @Spec CommandSpec spec;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    if (plan != null) {
      plan.print(
          RecipeFile.readToPlan(options.file, options.overrides, console::remark), spec, console);
      return 0;
    }
    Recipe recipe =
        RecipeFile.read(options.file, options.overrides, console.hubCache(), console::remark);
    if (options.dryRun) {
      console.out().print(ConfigWriter.yaml(recipe, Path.of("")));
      return 0;
    }
    Optional<RunSummary> summary = new RecipeRun(console).of(recipe, options.continuation());
    if (summary.isEmpty()) {
      return StopSignal.EXIT_CODE;
    }
    console.out().print(summary.get().table());
    return 0;
  }
}
