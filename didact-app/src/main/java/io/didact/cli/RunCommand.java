package io.didact.cli;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import io.didact.config.ConfigWriter;
import io.didact.config.LoadedConfig;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeRunner;
import io.didact.recipe.RunListener;
import io.didact.recipe.RunSummary;
import io.didact.run.StopSignal;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code didact run}. */
@Command(name = "run", description = "Run a recipe: all its stages, from wherever it got to.")
final class RunCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "RECIPE.yaml", description = "The recipe.")
  Path file;

  @Parameters(index = "1..*", paramLabel = "key=value", description = "Overrides, dotted keys.")
  List<String> overrides = List.of();

  @Option(
      names = "--dry-run",
      description = "Print the resolved configuration, and all that is wrong with it.")
  boolean dryRun;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    LoadedConfig<Recipe> loaded = ConfigReader.read(file, Recipe.class, overrides);
    if (dryRun) {
      console.out().print(ConfigWriter.yaml(loaded.value(), Path.of("")));
      return 0;
    }
    Progress progress = new Progress(console, Duration.ofSeconds(5), Clock.systemUTC());
    try (StopSignal stop =
        StopSignal.install(() -> progress.message("finishing the step, then saving …"))) {
      RecipeRunner runner =
          new RecipeRunner(
              loaded.value(),
              Map.of("java", Runtime.version().toString()),
              Clock.systemUTC(),
              listener(progress),
              stop::requested);
      Optional<RunSummary> summary = runner.run();
      if (summary.isEmpty()) {
        return StopSignal.EXIT_CODE;
      }
      console.out().print(summary.get().table());
      return 0;
    }
  }

  private static RunListener listener(Progress progress) {
    return new RunListener() {
      @Override
      public void onStage(String name, boolean done) {
        progress.message(done ? name + ": done before" : name);
      }

      @Override
      public void onStep(String stage, StepReport report, int totalSteps) {
        Double reward = report.figures().get("reward");
        progress.show(
            new Progress.Stage(
                stage,
                report.step(),
                totalSteps,
                reward == null ? OptionalDouble.empty() : OptionalDouble.of(reward),
                report.figures().getOrDefault("tokensPerSecond", 0.0)));
      }

      @Override
      public void onProblems(String stage, int done, int total) {
        progress.show(new Progress.Stage(stage, done, total, OptionalDouble.empty(), 0));
      }

      @Override
      public void onMessage(String text) {
        progress.message(text);
      }
    };
  }
}
