package io.didact.recipe.stage;

import io.didact.data.Seeds;
import io.didact.hub.HubName;
import io.didact.model.checkpoint.AdapterConfig;
import io.didact.model.checkpoint.AdapterPatterns;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.checkpoint.LowRankWeights;
import io.didact.model.decoder.AdaptedParameters;
import io.didact.model.decoder.LoraShape;
import io.didact.model.decoder.LoraWeights;
import io.didact.model.decoder.Trainable;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.ModelPlace;
import io.didact.recipe.model.ModelRef;
import io.didact.tensor.ProcessGroup;
import io.didact.train.Shard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A model that a stage trains: all of its weights, or an adapter over them.
 *
 * @param place where it was read from; none for a new one
 */
record TrainedModel(
    StageContext context,
    LoadedModel model,
    Optional<ModelPlace> place,
    Optional<LoraSettings> lora)
    implements AutoCloseable {
  private static final long ADAPTER = 0x10A_A;
  private static final long DROPOUT = 0x10A_D;

  /** A new model, all of which is trained. */
  static TrainedModel of(StageContext context, LoadedModel made) {
    return new TrainedModel(context, made, Optional.empty(), Optional.empty());
  }

  /**
   * Loads a model to train. With {@code lora} an adapter that it has is trained on, and else a new
   * one; without, an adapter is merged, and all weights are trained.
   *
   * @throws IOException where an adapter that it has is another than {@code lora} says
   */
  static TrainedModel open(StageContext context, ModelRef ref, Optional<LoraSettings> lora)
      throws IOException {
    ModelPlace place = context.place(ref);
    if (lora.isEmpty()) {
      return new TrainedModel(context, context.loadOwn(ref), Optional.of(place), lora);
    }
    LoadedModel model = context.load(ref);
    try {
      LoraShape shape = shape(model, lora.get());
      if (model.adapter().isEmpty()) {
        model = model.adapted(shape, Seeds.mix(context.seed(), ADAPTER));
      } else {
        requireSame(ref, model.adapter().get().shape(), shape);
      }
      return new TrainedModel(context, model, Optional.of(place), lora);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static LoraShape shape(LoadedModel model, LoraSettings lora) throws IOException {
    try {
      return lora.shape(model.checkpoint().config());
    } catch (IllegalArgumentException e) {
      throw new IOException("lora.targets: " + e.getMessage(), e);
    }
  }

  private static void requireSame(ModelRef ref, LoraShape there, LoraShape asked)
      throws IOException {
    List<String> differences = new ArrayList<>();
    differ(differences, "rank", there.rank(), asked.rank());
    differ(differences, "alpha", there.alpha(), asked.alpha());
    differ(differences, "own ranks or alphas of", there.others().keySet(), asked.others().keySet());
    differ(differences, "rsLora", there.rsLora(), asked.rsLora());
    differ(
        differences,
        "targets",
        LoraShape.kinds(there.modules()) + " in " + there.modules().size() + " matrices",
        LoraShape.kinds(asked.modules()) + " in " + asked.modules().size() + " matrices");
    if (!there.equals(asked)) {
      throw new IOException(
          "lora: %s is an adapter, which is trained on, and it has %s: give the same, or merge it first (didact merge)"
              .formatted(ref, String.join(", ", differences)));
    }
  }

  private static void differ(List<String> differences, String key, Object there, Object asked) {
    if (!there.equals(asked)) {
      differences.add("%s %s, not %s".formatted(key, there, asked));
    }
  }

  /**
   * What the optimizer changes.
   *
   * @param saved the small files that are written with it
   */
  Trainable trainable(Checkpoint saved) {
    return lora.isPresent()
        ? lowRank(saved, lora.get(), model.adapter().orElseThrow())
        : new AllWeights(saved, model.parameters(), sharing(Shard::ofGradients), sharingFrozen());
  }

  private Trainable lowRank(Checkpoint saved, LoraSettings settings, LoraWeights adapter) {
    return new LowRankWeights(
        saved,
        new AdaptedParameters(model.parameters(), adapter),
        settings.dropout(),
        Seeds.mix(context.seed(), DROPOUT),
        config(settings, place.orElseThrow()),
        sharing(Shard::ofGradients));
  }

  /** Who shares out frozen models beside it. */
  ProcessGroup sharingFrozen() {
    return sharing(Shard::ofFrozen);
  }

  private ProcessGroup sharing(Predicate<Shard> what) {
    return what.test(context.machine().shard()) ? context.ranks() : ProcessGroup.single();
  }

  /**
   * The base by its name on the Hub; by its path from the adapter on where the run has made it, so
   * that the run may be moved; else by its full path.
   */
  private Function<Path, AdapterConfig> config(LoraSettings settings, ModelPlace place) {
    Path base = place.base().toAbsolutePath().normalize();
    boolean ofRun =
        context.stages().values().stream()
            .anyMatch(stage -> base.startsWith(stage.toAbsolutePath().normalize()));
    return directory -> {
      String name =
          place
              .hub()
              .map(HubName::repository)
              .orElseGet(
                  () ->
                      ofRun
                          ? directory.toAbsolutePath().normalize().relativize(base).toString()
                          : base.toString());
      return new AdapterConfig(
          name.replace('\\', '/'),
          place.hub().map(HubName::revision).filter(each -> !each.equals(HubName.MAIN)),
          settings.rank(),
          settings.alpha(),
          settings.rsLora(),
          settings.dropout(),
          AdapterPatterns.NONE);
    };
  }

  @Override
  public void close() {
    model.close();
  }
}
