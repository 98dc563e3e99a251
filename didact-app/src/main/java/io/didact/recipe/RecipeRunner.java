package io.didact.recipe;

import io.didact.data.Seeds;
import io.didact.hub.HubCache;
import io.didact.recipe.claim.ClaimsFile;
import io.didact.recipe.evaluation.StageResult;
import io.didact.recipe.model.ModelHashes;
import io.didact.recipe.plan.MemoryBudget;
import io.didact.recipe.stage.PlannedSamples;
import io.didact.recipe.stage.RunListener;
import io.didact.recipe.stage.Stage;
import io.didact.recipe.stage.StageContext;
import io.didact.recipe.stage.StageEnd;
import io.didact.run.Checkpoints;
import io.didact.run.Manifest;
import io.didact.run.Provenance;
import io.didact.run.RunDirectory;
import io.didact.tensor.CudaSupport;
import io.didact.tensor.Device;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the stages of a recipe. What is finished with the same inputs is skipped; what was cut off
 * resumes from its last checkpoint; what was made with other inputs is never touched.
 *
 * @param hub where models and data sets of the Hub are
 * @param versions of what runs, for the provenance
 * @param commit of Didact's sources, where it is known
 * @param continuation how a stage may go on though its inputs are others now
 * @param stopRequested whether the run should end at the next good moment; one rank's is enough
 * @param ranks the processes that do it together, all with the same files: the first alone writes
 */
public record RecipeRunner(
    Recipe recipe,
    HubCache hub,
    Map<String, String> versions,
    Optional<String> commit,
    Continuation continuation,
    Clock clock,
    RunListener listener,
    BooleanSupplier stopRequested,
    ProcessGroup ranks) {

  /** In this process alone. */
  public RecipeRunner(
      Recipe recipe,
      HubCache hub,
      Map<String, String> versions,
      Optional<String> commit,
      Continuation continuation,
      Clock clock,
      RunListener listener,
      BooleanSupplier stopRequested) {
    this(
        recipe,
        hub,
        versions,
        commit,
        continuation,
        clock,
        listener,
        stopRequested,
        ProcessGroup.single());
  }

  private static final String SUMMARY = "summary.json";

  /** Files of one part; its rollouts have the part's number too. */
  private static final Pattern PART =
      Pattern.compile("^(?:parts/part|" + Checkpoints.ROLLOUTS + "/step)-(\\d+)\\.");

  /**
   * Runs all stages and writes {@code summary.json} and, where the recipe has a plan for it, {@code
   * report.html}.
   *
   * @return the summary, or nothing where a stop was asked for
   * @throws IOException where the device that is asked for is not there, a stage fails, or its
   *     directory holds the work of other inputs
   */
  public Optional<RunSummary> run() throws IOException {
    continuation.requireStageOf(recipe);
    Device device =
        recipe.machine().device().resolve(CudaSupport.ofThisProcess(), listener::onMessage);
    recipe.machine().dtype().remark(device).ifPresent(listener::onMessage);
    Map<String, StageResult> results = new ConcurrentHashMap<>();
    ModelHashes models = new ModelHashes();
    StageClaims claims =
        new StageClaims(
            new StageInputs(recipe, hub, versions, commit, models, ranks.size()), continuation);
    int atOnce = ranks.size() > 1 ? 1 : recipe.stagesAtOnce(); // ranks do one thing at a time
    try (RunDirectory output = open(recipe.output())) {
      String claimed = writes() ? noteClaims(output) : "";
      RunStages.of(recipe).note(output);
      RunListener told = new OneAtATime(listener);
      StageSchedule schedule = StageSchedule.of(recipe.stages(), room(device, told));
      InFlight all =
          new InFlight(
              output,
              claims,
              models,
              told,
              () -> stopRequested.getAsBoolean() || schedule.isEnding());
      boolean finished =
          schedule.run(
              atOnce,
              name -> {
                if (ranks.any(all.stopRequested().getAsBoolean())) {
                  return false;
                }
                try (Device.Scope on = device.use();
                    Workers workers = new Workers(device.workers(recipe.machine().workers()))) {
                  Optional<StageResult> result = run(name, all, workers);
                  result.ifPresent(each -> results.put(name, each));
                  return result.isPresent();
                }
              });
      claims.unused().ifPresent(listener::onMessage);
      if (!finished) {
        return Optional.empty();
      }
      RunSummary summary = RunSummary.of(recipe, inOrder(results), claimed);
      output.commit(
          next -> {
            summary.write(next.resolve(SUMMARY));
            if (recipe.summary().isPresent()) {
              new RunReport(recipe, recipe.summary().get(), summary)
                  .write(next.resolve("report.html"));
            }
          });
      return Optional.of(summary);
    }
  }

  /** Which stages may run side by side; what a GPU has left is not known here. */
  private BiPredicate<Set<String>, String> room(Device device, RunListener told) {
    return recipe.stagesAtOnce() == 1 || ranks.size() > 1 || device != Device.CPU
        ? (running, stage) -> true
        : MemoryBudget.of(recipe.stages(), recipe.machine(), hub, told::onMessage)::fits;
  }

  private Map<String, StageResult> inOrder(Map<String, StageResult> results) {
    Map<String, StageResult> inOrder = new LinkedHashMap<>();
    for (String name : recipe.stages().keySet()) {
      inOrder.put(name, Objects.requireNonNull(results.get(name), name));
    }
    return inOrder;
  }

  /** Writes what is claimed, before anything is known, and says when it was. */
  private String noteClaims(RunDirectory output) throws IOException {
    if (recipe.summary().filter(plan -> !plan.claims().isEmpty()).isEmpty()) {
      return "";
    }
    int finished = 0;
    for (String stage : recipe.stages().keySet()) {
      finished += Files.exists(recipe.directory(stage).resolve(StageResult.FILE)) ? 1 : 0;
    }
    return ClaimsFile.note(output, recipe.summary().get().claimed(), finished).words();
  }

  /**
   * What the stages of a run have in common.
   *
   * @param stopRequested also where one of them failed
   */
  private record InFlight(
      RunDirectory output,
      StageClaims claims,
      ModelHashes models,
      RunListener listener,
      BooleanSupplier stopRequested) {}

  private boolean writes() {
    return ranks.rank() == 0;
  }

  private RunDirectory open(Path directory) throws IOException {
    return writes() ? RunDirectory.open(directory) : RunDirectory.follow(directory);
  }

  /** A stage's directory has a lock of its own, unless it is the recipe's by some name. */
  private Optional<StageResult> run(String name, InFlight all, Workers workers) throws IOException {
    Path directory = recipe.directory(name);
    if (writes()) {
      Files.createDirectories(directory);
    }
    ranks.barrier();
    if (Files.isSameFile(directory, all.output().path())) {
      return run(context(name, all.output(), all, workers), all);
    }
    try (RunDirectory files = open(directory)) {
      return run(context(name, files, all, workers), all);
    }
  }

  private StageContext context(String name, RunDirectory files, InFlight all, Workers workers)
      throws IOException {
    Stage stage = recipe.stage(name);
    String named = nameForSeed(name, files);
    long seed = stage.seed().orElseGet(() -> Seeds.mix(recipe.seed(), Seeds.of(named)));
    Map<String, Path> stages = new LinkedHashMap<>();
    recipe.stages().keySet().forEach(each -> stages.put(each, recipe.directory(each)));
    return new StageContext(
        stage,
        name,
        seed,
        recipe.machine(),
        stages,
        recipe.namedSteps(name),
        hub,
        files,
        workers,
        clock,
        all.listener(),
        all.stopRequested(),
        stage.isForAllRanks() ? ranks : ProcessGroup.single());
  }

  /** A single stage is called like its directory, which may have been renamed since. */
  private String nameForSeed(String name, RunDirectory files) throws IOException {
    Path provenance = files.path().resolve(Provenance.FILE);
    return files.path().equals(recipe.output()) && files.has(Provenance.FILE)
        ? Provenance.read(provenance).stage()
        : name;
  }

  private Optional<StageResult> run(StageContext context, InFlight all) throws IOException {
    String name = context.name();
    Stage stage = context.stage();
    RunDirectory files = context.files();
    boolean finished = ranks.any(writes() && isFinished(context, all));
    all.listener().onStage(name, finished);
    if (finished) {
      new Checkpoints(files.path(), 1, context.namedSteps()).requireNamed(Long.MAX_VALUE);
      return Optional.of(StageResult.read(files.path()));
    }
    if (writes()) {
      StageFailure.forget(files);
    }
    long began = clock.millis();
    Optional<StageEnd> end;
    try {
      end = writes() || stage.isForAllRanks() ? stage.run(context) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      StageFailure.note(files, e);
      throw e;
    }
    if (!ranks.any(end.isPresent())) {
      return Optional.empty();
    }
    if (writes()) {
      commit(context, all, end.orElseThrow(), began);
    }
    ranks.barrier();
    return Optional.of(StageResult.read(files.path()));
  }

  /** Whether it was finished before, and its directory is claimed; the first rank looks. */
  private boolean isFinished(StageContext context, InFlight all) throws IOException {
    RunDirectory files = context.files();
    boolean finished = files.has(StageResult.FILE);
    if (finished) {
      finished = isWhole(files, context.stage());
    } else {
      dropBrokenParts(files);
    }
    return !all.claims().reopened(context) && finished;
  }

  private void commit(StageContext context, InFlight all, StageEnd end, long began)
      throws IOException {
    RunDirectory files = context.files();
    Path model = files.path().resolve(StageContext.MODEL);
    StageResult result =
        new StageResult(
            context.name(),
            (clock.millis() - began) / 1000.0,
            context.stage().trains()
                ? Optional.of(all.models().ofWeights(model))
                : Optional.empty(),
            end.metrics());
    files.commit(
        next -> {
          end.files().writeTo(next);
          result.write(next);
        },
        end.there());
  }

  /**
   * Whether all of a finished stage is as it was written. A model that is broken, or was taken
   * away, can be written again from the last checkpoint.
   *
   * @throws IOException where something else is broken
   */
  private boolean isWhole(RunDirectory files, Stage stage) throws IOException {
    SortedMap<String, String> broken = files.broken();
    broken.remove(SUMMARY); // written anew at the end of each run
    Path model = files.path().resolve(StageContext.MODEL);
    SortedMap<String, String> ofModel = new TreeMap<>(broken);
    ofModel.keySet().retainAll(Set.of(StageContext.SEALED));
    if (stage.trains() && ofModel.isEmpty()) {
      ofModel = Manifest.read(model).orElseThrow().broken(model, false);
    }
    broken.remove(StageContext.SEALED);
    Manifest.requireNone(files.path(), broken);
    if (!ofModel.isEmpty()) {
      listener.onMessage(
          "%s is not whole: %s; it is written again from the last checkpoint"
              .formatted(model, Manifest.words(ofModel)));
    }
    return ofModel.isEmpty();
  }

  /** Parts of an unfinished stage that are broken are made again; nothing else can be. */
  private void dropBrokenParts(RunDirectory files) throws IOException {
    SortedMap<String, String> broken = files.broken();
    broken.keySet().removeAll(Set.of(SUMMARY, PlannedSamples.FILE)); // written anew
    Set<String> parts = new TreeSet<>();
    broken.forEach(
        (name, how) ->
            partOf(name)
                .ifPresent(
                    part -> {
                      parts.add(part);
                      listener.onMessage(
                          "%s %s; its part is made again"
                              .formatted(files.path().resolve(name), how));
                    }));
    broken.keySet().removeIf(name -> partOf(name).isPresent());
    Manifest.requireNone(files.path(), broken);
    if (!parts.isEmpty()) {
      files.forget(name -> partOf(name).filter(parts::contains).isPresent());
    }
  }

  /** The number of the part that a file belongs to; its rollouts have the same. */
  private static Optional<String> partOf(String name) {
    Matcher part = PART.matcher(name);
    return part.find() ? Optional.of(part.group(1)) : Optional.empty();
  }
}
