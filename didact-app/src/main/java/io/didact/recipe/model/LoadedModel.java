package io.didact.recipe.model;

import io.didact.engine.Scorer;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.AdaptedParameters;
import io.didact.model.decoder.LoraShape;
import io.didact.model.decoder.LoraWeights;
import io.didact.model.decoder.ModelWeights;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.ShardedWeights;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A model in memory. Work on ids alone needs no tokenizer. Its weights may be shared with other
 * models, unless it is made to be trained.
 */
public final class LoadedModel implements ModelInfo, AutoCloseable {
  private final ModelInfo info;
  private final SharedParameters.Hold base;
  private final Optional<LoraWeights> adapter;
  private final Optional<ShardedWeights> shards; // in the place of the base

  private LoadedModel(
      ModelInfo info,
      SharedParameters.Hold base,
      Optional<LoraWeights> adapter,
      Optional<ShardedWeights> shards) {
    this.info = info;
    this.base = base;
    this.adapter = adapter;
    this.shards = shards;
  }

  /** Reads a model that nobody will change. */
  public static LoadedModel load(ModelPlace place, DType dtype) throws IOException {
    ModelInfo info = ModelInfo.read(place);
    LoadedModel base =
        new LoadedModel(
            info,
            SharedParameters.of(
                place.base(), dtype, () -> info.checkpoint().loadWeights(place.base(), dtype)),
            Optional.empty(),
            Optional.empty());
    return place.adapter().isEmpty()
        ? base
        : base.orClosed(
            () ->
                base.adapted(place.adapter().get().loadWeights(info.checkpoint().config(), dtype)));
  }

  private interface Making {
    LoadedModel make() throws IOException;
  }

  /** What is made of this one, which is closed where that fails. */
  private LoadedModel orClosed(Making making) throws IOException {
    try {
      return making.make();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Reads a model all of whose weights will be changed; an adapter is merged into them. */
  public static LoadedModel loadOwn(ModelPlace place, DType dtype) throws IOException {
    ModelInfo info = ModelInfo.read(place);
    LoadedModel own = alone(info, info.checkpoint().loadWeights(place.base(), dtype));
    return own.orClosed(
        () -> {
          if (place.adapter().isPresent()) {
            try (LoraWeights adapter =
                place.adapter().get().loadWeights(info.checkpoint().config(), dtype)) {
              adapter.mergeInto(own.parameters());
            }
          }
          return own;
        });
  }

  /**
   * The same model with a new adapter that does nothing yet, over the same weights.
   *
   * @param seed of the adapter's beginning
   * @return takes this one's place: it is to be closed instead
   * @throws IllegalStateException where there is an adapter
   */
  public LoadedModel adapted(LoraShape shape, long seed) {
    if (adapter.isPresent()) {
      throw new IllegalStateException(name() + " has an adapter");
    }
    Parameters frozen = base.parameters();
    return adapted(LoraWeights.fresh(frozen.config(), shape, frozen.dtype(), seed));
  }

  private LoadedModel adapted(LoraWeights weights) {
    return new LoadedModel(info, base, Optional.of(weights), Optional.empty());
  }

  private static LoadedModel alone(ModelInfo info, Parameters parameters) {
    return new LoadedModel(
        info, SharedParameters.Hold.alone(parameters), Optional.empty(), Optional.empty());
  }

  /**
   * The same model, of whose weights each rank holds a part; itself where it has an adapter, or
   * another model has the same weights.
   *
   * @param ranks who score with it, always together; of one rank, it has all
   * @return takes this one's place: it is to be closed instead
   */
  public LoadedModel sharded(ProcessGroup ranks) {
    if (ranks.size() == 1 || adapter.isPresent() || !base.isAlone()) {
      return this;
    }
    ShardedWeights parts = new ShardedWeights(base.parameters(), ranks);
    base.close();
    return new LoadedModel(info, base, adapter, Optional.of(parts));
  }

  /** The same model with variables of its chat template, such as {@code enable_thinking}. */
  @Override
  public LoadedModel with(Map<String, Object> variables) {
    return new LoadedModel(info.with(variables), base, adapter, shards);
  }

  /** A new model with random weights and the small character tokenizer. */
  public static LoadedModel create(Architecture shape, long seed, DType dtype) {
    ModelInfo made = ModelInfo.of(shape);
    return alone(
        made, Parameters.random(made.checkpoint().config(), dtype, seed, shape.initializerRange()));
  }

  @Override
  public String name() {
    return info.name();
  }

  @Override
  public Checkpoint checkpoint() {
    return info.checkpoint();
  }

  @Override
  public Optional<Tokenizer> words() {
    return info.words();
  }

  @Override
  public Map<String, Object> templateVariables() {
    return info.templateVariables();
  }

  /**
   * Its weights; those of its base where it has an adapter.
   *
   * @throws IllegalStateException where ranks share them out
   */
  public Parameters parameters() {
    if (shards.isPresent()) {
      throw new IllegalStateException(name() + ": this rank has a part of the weights");
    }
    return base.parameters();
  }

  /** What is added to them. */
  public Optional<LoraWeights> adapter() {
    return adapter;
  }

  /** What answers. */
  public ModelWeights weights() {
    if (shards.isPresent()) {
      return shards.get();
    }
    return adapter
        .map(each -> (ModelWeights) new AdaptedParameters(base.parameters(), each))
        .orElse(base.parameters());
  }

  /** Scores lines as they come; the caller closes it. */
  public Scorer scorer(Workers workers) {
    return scorer(workers, Machine.defaults().tokensPerMicroBatch());
  }

  /** Scores with the model's current weights; the caller closes it. */
  public Scorer scorer(Workers workers, int tokensPerMicroBatch) {
    return new Scorer(weights(), workers, tokensPerMicroBatch);
  }

  @Override
  public void close() {
    adapter.ifPresent(LoraWeights::close);
    shards.ifPresent(ShardedWeights::close);
    base.close();
  }
}
