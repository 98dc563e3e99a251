package io.didact.cli;

import io.didact.config.ConfigException;
import io.didact.hub.HubCache;
import io.didact.recipe.Continuation;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeRunner;
import io.didact.recipe.RunSummary;
import io.didact.recipe.model.Machine;
import io.didact.recipe.stage.RunListener;
import io.didact.recipe.stage.SampleCount;
import io.didact.run.Provenance;
import io.didact.run.StopSignal;
import io.didact.tensor.CudaSupport;
import io.didact.tensor.Device;
import io.didact.tensor.GlooGroup;
import io.didact.tensor.Libtorch;
import io.didact.tensor.LostRankException;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.RankPlace;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Runs a recipe and shows how far it is; Ctrl-C ends it at the next good moment. */
final class RecipeRun {
  private final Progress progress;
  private final HubCache cache;
  private final Console console;

  /** What a stop does now, and where the run is: the signal's thread reads the first. */
  private volatile String whenStopped = "ending before the first stage";

  private String place = "before the first stage";

  RecipeRun(Console console) {
    this.console = console;
    cache = console.hubCache();
    progress = new Progress(console, Duration.ofSeconds(5), Clock.systemUTC());
  }

  /**
   * @return what it came to, or nothing where it was stopped
   */
  Optional<RunSummary> of(Recipe recipe, Continuation continuation)
      throws ConfigException, IOException {
    Optional<RankPlace> place = place();
    if (place.isEmpty()) {
      return of(recipe, continuation, ProcessGroup.single());
    }
    requireOneWorker(recipe.machine());
    try (GlooGroup ranks = GlooGroup.join(place.get())) {
      try {
        return of(recipe, continuation, ranks);
      } catch (IOException | RuntimeException | Error e) {
        ranks.fail(String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()));
        throw e;
      }
    } catch (LostRankException e) {
      throw new IOException(
          e.getMessage() + "; the same command, given again, goes on from the last checkpoint", e);
    }
  }

  /** Ranks that share out frozen weights take the place of workers. */
  private static void requireOneWorker(Machine machine) throws ConfigException, IOException {
    Device device = machine.device().resolve(CudaSupport.ofThisProcess(), message -> {});
    int workers = device.workers(machine.workers());
    if (machine.shard().ofFrozen() && workers > 1) {
      throw refused(
          "ranks",
          "machine.workers",
          "must be 1 with shard: %s, was %d".formatted(machine.shard(), workers));
    }
  }

  private static ConfigException refused(String where, String key, String why) {
    return new ConfigException(where, List.of(new ConfigException.Diagnostic(0, key, why)));
  }

  private Optional<RankPlace> place() throws ConfigException {
    try {
      return RankPlace.of(console.environment());
    } catch (IllegalArgumentException e) {
      throw refused("environment", "", String.valueOf(e.getMessage()));
    }
  }

  private Optional<RunSummary> of(Recipe recipe, Continuation continuation, ProcessGroup ranks)
      throws IOException {
    Optional<RunSummary> summary;
    try (StopSignal stop = StopSignal.install(this::tellOfStop)) {
      summary =
          new RecipeRunner(
                  recipe,
                  cache,
                  Map.of(
                      "didact", Version.didact(),
                      "java", Runtime.version().toString(),
                      "libtorch", Libtorch.version()),
                  Provenance.commitOf(Path.of(System.getProperty("didact.home", ""))),
                  continuation,
                  Clock.systemUTC(),
                  listener(recipe),
                  stop::requested,
                  ranks)
              .run();
    }
    if (summary.isEmpty()) {
      message("stopped %s; the same command, given again, resumes from there".formatted(place));
    }
    return summary;
  }

  /** The first rank speaks for all. */
  private void message(String text) {
    if (console.isFirst()) {
      progress.message(text);
    }
  }

  private void tellOfStop() {
    message(whenStopped + " … (Ctrl-C again ends at once)");
  }

  private RunListener listener(Recipe recipe) {
    return new RunListener() {
      @Override
      public void onStage(String name, boolean done) {
        whenStopped = recipe.stage(name).whenStopped();
        place = (done ? "after " : "at the beginning of ") + name;
        message(done ? name + ": done before" : name);
      }

      @Override
      public void onStep(String stage, StepReport report, int totalSteps) {
        Double reward = report.metrics().get("reward");
        if (!console.isFirst()) {
          return;
        }
        place = "in %s, after step %d of %d".formatted(stage, report.step(), totalSteps);
        progress.show(
            new Progress.Stage(
                stage,
                "step",
                report.step(),
                totalSteps,
                reward == null ? OptionalDouble.empty() : OptionalDouble.of(reward),
                report.metrics().getOrDefault("tokensPerSecond", 0.0),
                OptionalLong.empty()));
      }

      @Override
      public void onSamples(String stage, SampleCount count) {
        if (!console.isFirst()) {
          return;
        }
        place =
            "in %s, with %d of %d samples finished".formatted(stage, count.done(), count.total());
        progress.show(
            new Progress.Stage(
                stage,
                "sample",
                count.done(),
                count.total(),
                OptionalDouble.empty(),
                count.tokensPerSecond(),
                OptionalLong.of(count.tokensLeft())));
      }

      @Override
      public void onMessage(String text) {
        message(text);
      }
    };
  }
}
