package io.didact.recipe;

import io.didact.config.ConfigWriter;
import io.didact.hub.HubCache;
import io.didact.recipe.model.Machine;
import io.didact.recipe.model.ModelHashes;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.stage.Source;
import io.didact.recipe.stage.Stage;
import io.didact.recipe.stage.StageContext;
import io.didact.run.Provenance;
import io.didact.run.Sha256;
import io.didact.tensor.Device;
import io.didact.train.Shard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What decides how the stages of a recipe end.
 *
 * @param versions of what runs
 * @param commit of Didact's sources, where it is known
 * @param models hashes of the models that were looked at
 * @param ranks how many processes do it together
 */
record StageInputs(
    Recipe recipe,
    HubCache hub,
    Map<String, String> versions,
    Optional<String> commit,
    ModelHashes models,
    int ranks) {

  /** Settings of a stage that change nothing of its result; the seed is recorded by itself. */
  private static final Set<String> NO_INPUTS =
      Set.of(
          "by.concurrency",
          "by.keyVariable",
          "by.retries",
          "by.timeoutSeconds",
          "by.url",
          "checkpointEvery",
          "keepCheckpoints",
          "output",
          "reward.openingAtLeast",
          "reward.openings",
          "seed");

  private static final String SHARD = "machine.shard";

  /** As keys name it. */
  private record OfRecipe(Machine machine) {}

  /** With the hashes of all inputs, each of which is looked at for damage where it can be. */
  Provenance of(StageContext context) throws IOException {
    Stage stage = context.stage();
    TreeMap<String, String> all = new TreeMap<>(versions);
    TreeMap<String, String> data = new TreeMap<>();
    for (Map.Entry<String, Source> source : stage.sources().entrySet()) {
      Optional<Source.Fingerprint> of = source.getValue().fingerprint(context.data());
      of.ifPresent(
          fingerprint -> {
            data.put(source.getKey(), fingerprint.sha256());
            all.putAll(fingerprint.versions());
          });
    }
    for (Map.Entry<String, Path> file : stage.files().entrySet()) {
      data.put(file.getKey(), Sha256.of(file.getValue()));
    }
    TreeMap<String, String> weights = new TreeMap<>();
    for (Map.Entry<String, ModelRef> model : stage.models().entrySet()) {
      ModelRef ref = model.getValue();
      weights.put(model.getKey(), models.of(context.place(ref)));
      if (!ref.isStage(recipe.stages().keySet())) {
        hub.model(ref.name()).commit().ifPresent(hash -> all.put(ref.name(), hash));
      }
    }
    return new Provenance(
        context.name(),
        settings(stage),
        machine(stage),
        data,
        weights,
        new TreeMap<>(Map.of("stage", context.seed())),
        all,
        commit,
        List.of());
  }

  /** Sums over ranks are sums in another order; what is not trained is the same by any number. */
  private SortedMap<String, String> machine(Stage stage) {
    SortedMap<String, String> machine = ConfigWriter.flat(machine(), value -> value);
    machine.remove(SHARD, Shard.NONE.toString());
    if (stage.trains() && ranks > 1) {
      machine.put("machine.ranks", String.valueOf(ranks));
    } else {
      machine.remove(SHARD);
    }
    return machine;
  }

  /** The settings without the places of models and data: what is there has hashes. */
  private static SortedMap<String, String> settings(Stage stage) {
    SortedMap<String, String> settings =
        ConfigWriter.flat((Record) stage, StageInputs::withoutPlaces);
    settings.keySet().removeAll(NO_INPUTS);
    settings.put("type", stage.type());
    return settings;
  }

  private static @Nullable Object withoutPlaces(@Nullable Object value) {
    return value instanceof ModelRef ? "a model" : value instanceof Path ? null : value;
  }

  /** What a stage's {@code config.yaml} says: every setting with its value. */
  String yaml(StageContext context) {
    return "# Stage %s, type %s: every setting with its value\n%s%s"
        .formatted(
            context.name(),
            context.stage().type(),
            ConfigWriter.yaml((Record) context.stage(), context.files().path()),
            ConfigWriter.yaml(machine(), Path.of("")));
  }

  /** The machine's settings, with the device that was found for {@code auto}. */
  private Record machine() {
    return new OfRecipe(recipe.machine().on(Device.current()));
  }
}
