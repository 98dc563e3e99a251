package io.didact.cli;

import io.didact.hub.HubCache;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeRunner;
import io.didact.recipe.RunListener;
import io.didact.recipe.RunSummary;
import io.didact.run.Provenance;
import io.didact.run.StopSignal;
import io.didact.tensor.Libtorch;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Runs a recipe and shows how far it is; Ctrl-C ends it at the next good moment. */
final class RecipeRun {
  private final Progress progress;
  private final HubCache cache;

  RecipeRun(Console console) {
    cache = console.hubCache();
    progress = new Progress(console, Duration.ofSeconds(5), Clock.systemUTC());
  }

  /**
   * @return what it came to, or nothing where it was stopped
   */
  Optional<RunSummary> of(Recipe recipe) throws IOException {
    try (StopSignal stop =
        StopSignal.install(
            () ->
                progress.message(
                    "finishing the step, then saving … (Ctrl-C again stops at once)"))) {
      return new RecipeRunner(
              recipe,
              cache,
              Map.of(
                  "didact", Version.didact(),
                  "java", Runtime.version().toString(),
                  "libtorch", Libtorch.version()),
              Provenance.commitOf(Path.of(System.getProperty("didact.home", ""))),
              Clock.systemUTC(),
              listener(),
              stop::requested)
          .run();
    }
  }

  private RunListener listener() {
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
                "step",
                report.step(),
                totalSteps,
                reward == null ? OptionalDouble.empty() : OptionalDouble.of(reward),
                report.figures().getOrDefault("tokensPerSecond", 0.0)));
      }

      @Override
      public void onSamples(String stage, long done, long total, double tokensPerSecond) {
        progress.show(
            new Progress.Stage(
                stage, "sample", done, total, OptionalDouble.empty(), tokensPerSecond));
      }

      @Override
      public void onMessage(String text) {
        progress.message(text);
      }
    };
  }
}
