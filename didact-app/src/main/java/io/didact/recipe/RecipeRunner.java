package io.didact.recipe;

import io.didact.config.ConfigWriter;
import io.didact.hub.HubCache;
import io.didact.run.AtomicFiles;
import io.didact.run.Provenance;
import io.didact.run.RunLock;
import io.didact.run.Sha256;
import io.didact.tensor.CudaSupport;
import io.didact.tensor.Device;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the stages of a recipe in order. What is finished with the same inputs is skipped; what was
 * cut off goes on from its last checkpoint; what was made with other inputs is never touched.
 *
 * @param hub where models and data sets of the Hub are
 * @param versions of what runs, for the provenance
 * @param commit of Didact's sources, where it is known
 * @param stopRequested whether the run should end at the next good moment
 */
public record RecipeRunner(
    Recipe recipe,
    HubCache hub,
    Map<String, String> versions,
    Optional<String> commit,
    Clock clock,
    RunListener listener,
    BooleanSupplier stopRequested) {

  private static final String CONFIG = "config.yaml";

  /** What a stage writes once it is at work. */
  private static final List<String> WORK =
      List.of(
          StageContext.MODEL,
          "checkpoints",
          "parts",
          StageContext.TRACES,
          "metrics.jsonl",
          StageResult.FILE);

  /**
   * Runs all stages and writes {@code summary.json} and, where the recipe has a plan for it, {@code
   * report.html}.
   *
   * @return the summary, or nothing where a stop was asked for
   * @throws IOException where the device that is asked for is not there, a stage fails, or its
   *     directory holds the work of other inputs
   */
  public Optional<RunSummary> run() throws IOException {
    Device device =
        recipe.machine().device().resolve(CudaSupport.ofThisProcess(), listener::onMessage);
    Files.createDirectories(recipe.output());
    Map<String, StageResult> results = new LinkedHashMap<>();
    try (RunLock lock = RunLock.acquire(recipe.output());
        Device.Scope on = device.use();
        Workers workers = new Workers(device.lanes(recipe.machine().workers()))) {
      for (Map.Entry<String, Stage> each : recipe.stages().entrySet()) {
        Optional<StageResult> result = run(each.getKey(), each.getValue(), workers);
        if (result.isEmpty()) {
          return Optional.empty();
        }
        results.put(each.getKey(), result.get());
        if (stopRequested.getAsBoolean() && results.size() < recipe.stages().size()) {
          return Optional.empty();
        }
      }
      RunSummary summary = RunSummary.of(recipe, results);
      summary.write(recipe.output().resolve("summary.json"));
      if (recipe.summary().isPresent()) {
        new RunReport(recipe, recipe.summary().get(), summary)
            .write(recipe.output().resolve("report.html"));
      }
      return Optional.of(summary);
    }
  }

  private Optional<StageResult> run(String name, Stage stage, Workers workers) throws IOException {
    Path directory = recipe.directory(name);
    Files.createDirectories(directory);
    if (stage.output().isEmpty() || directory.equals(recipe.output())) {
      return run(name, stage, directory, workers);
    }
    try (RunLock lock = RunLock.acquire(directory)) {
      return run(name, stage, directory, workers);
    }
  }

  private Optional<StageResult> run(String name, Stage stage, Path directory, Workers workers)
      throws IOException {
    StageContext context =
        new StageContext(recipe, hub, name, directory, workers, clock, listener, stopRequested);
    Provenance provenance = provenance(context, stage);
    claim(directory, name, stage, provenance);
    Path model = directory.resolve(StageContext.MODEL);
    // A model that was taken away is written again from the last checkpoint.
    Optional<StageResult> done =
        StageResult.read(directory).filter(r -> !stage.trains() || Files.exists(model));
    listener.onStage(name, done.isPresent());
    if (done.isPresent()) {
      return done;
    }
    long began = clock.millis();
    Optional<Map<String, Double>> figures = work(context, stage);
    if (figures.isEmpty()) {
      return Optional.empty();
    }
    StageResult result =
        new StageResult(
            name,
            (clock.millis() - began) / 1000.0,
            stage.trains() ? Optional.of(hashOfWeights(model)) : Optional.empty(),
            figures.get());
    result.write(directory);
    return Optional.of(result);
  }

  /** Of the one file, or of all files where the weights are in shards. */
  private static String hashOfWeights(Path model) throws IOException {
    Path single = model.resolve("model.safetensors");
    return Files.exists(single) ? Sha256.of(single) : hashOfModel(model);
  }

  private static String hashOfModel(Path directory) throws IOException {
    return Sha256.of(directory, Set.of(ModelCard.NAME));
  }

  private static Optional<Map<String, Double>> work(StageContext context, Stage stage)
      throws IOException {
    if (stage instanceof TracesStage traces) {
      return new TracesJob(context, traces).run();
    }
    if (stage instanceof EvalStage eval) {
      return eval.task().isPresent()
          ? new TaskEvalJob(context, eval).run()
          : new EvalJob(context, eval).run();
    }
    boolean finished;
    if (stage instanceof SftStage sft) {
      finished = new SftJob(context, sft).run();
    } else if (stage instanceof RltStage rlt) {
      finished = new RlJob(context).teach(rlt);
    } else {
      finished = new RlJob(context).solve((GrpoStage) stage);
    }
    return finished ? Optional.of(Map.of()) : Optional.empty();
  }

  /** Makes the directory this stage's, or finds that it is already; touches no other's work. */
  private void claim(Path directory, String name, Stage stage, Provenance provenance)
      throws IOException {
    Path file = directory.resolve(StageContext.PROVENANCE);
    Optional<String> work = workIn(directory);
    if (Files.exists(file)) {
      Provenance before = Provenance.read(file);
      boolean same = before.inputs().equals(provenance.inputs());
      if (!same && work.isPresent()) {
        throw new IOException(
            "%s holds the work of stage %s with other inputs (%s). Choose another output=… , or move"
                    .formatted(directory, name, Difference.of(before, provenance))
                + " that directory away");
      }
      AtomicFiles.deleteLeftovers(directory);
      if (same && Files.exists(directory.resolve(CONFIG))) {
        return;
      }
    } else if (work.isPresent() || Files.exists(directory.resolve(CONFIG))) {
      throw new IOException(
          "%s has a %s that no stage %s made (there is no provenance.json). Choose another output=…"
              .formatted(directory, work.orElse(CONFIG), name));
    }
    provenance.write(file);
    AtomicFiles.writeText(
        directory.resolve(CONFIG),
        "# Stage %s, type %s: every setting with its value\n%s%s"
            .formatted(
                name, stage.type(), ConfigWriter.yaml((Record) stage, directory), machine()));
  }

  /** What a stage made there; a directory in which there is nothing yet does not count. */
  private static Optional<String> workIn(Path directory) throws IOException {
    for (String name : WORK) {
      Path work = directory.resolve(name);
      if (Files.isDirectory(work)) {
        try (Stream<Path> entries = Files.list(work)) {
          if (entries.findAny().isPresent()) {
            return Optional.of(name);
          }
        }
      } else if (Files.exists(work)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** The settings without the places of models, data and output: what is there has hashes. */
  private String settings(Stage stage) {
    String yaml =
        ConfigWriter.yaml((Record) stage, recipe.output().resolve("nowhere"))
                .lines()
                .filter(line -> !line.startsWith("output:"))
                .collect(Collectors.joining("\n"))
            + machine();
    for (ModelRef model : new TreeMap<>(stage.models()).values()) {
      yaml = yaml.replace("{name: " + model.name() + "}", "a model");
    }
    for (Source source : new TreeMap<>(stage.sources()).values()) {
      if (source instanceof Source.FileSource file) {
        yaml = yaml.replace(file.path().toAbsolutePath().normalize().toString(), "a file");
      }
    }
    return yaml;
  }

  /** The machine's settings, with the device that was found for {@code auto}. */
  private String machine() {
    Machine machine = recipe.machine();
    return ("machine: {workers: %d, tokensPerMicroBatch: %d, activations: %s, maxRows: %d,"
            + " maxCachedTokens: %d, dtype: %s, device: %s}\n")
        .formatted(
            machine.workers(),
            machine.tokensPerMicroBatch(),
            machine.activations(),
            machine.maxRows(),
            machine.maxCachedTokens(),
            machine.dtype(),
            Device.current().name().toLowerCase(Locale.ROOT));
  }

  private Provenance provenance(StageContext context, Stage stage) throws IOException {
    TreeMap<String, String> all = new TreeMap<>(versions);
    TreeMap<String, String> data = new TreeMap<>();
    for (Map.Entry<String, Source> source : stage.sources().entrySet()) {
      if (source.getValue() instanceof Source.FileSource file) {
        data.put(source.getKey(), Sha256.of(file.path()));
      } else if (source.getValue() instanceof Source.HubSource file) {
        data.put(source.getKey(), Sha256.of(file.locate(hub)));
        file.commit(hub).ifPresent(hash -> all.put("datasets/" + file.dataset(), hash));
      } else if (source.getValue() instanceof Source.StageSource from) {
        data.put(
            source.getKey(),
            Sha256.of(recipe.directory(from.stage()).resolve(StageContext.TRACES)));
      }
    }
    TreeMap<String, String> weights = new TreeMap<>();
    for (Map.Entry<String, ModelRef> model : stage.models().entrySet()) {
      ModelRef ref = model.getValue();
      weights.put(model.getKey(), hashOfModel(context.directoryOf(ref)));
      if (!ref.isStage(recipe.stages().keySet())) {
        hub.model(ref.name()).commit().ifPresent(hash -> all.put(ref.name(), hash));
      }
    }
    return new Provenance(
        context.name(),
        Sha256.of(settings(stage)),
        data,
        weights,
        new TreeMap<>(Map.of("stage", context.seed())),
        all,
        commit);
  }
}
