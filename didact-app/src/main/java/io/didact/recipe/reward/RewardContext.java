package io.didact.recipe.reward;

import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.View;
import io.didact.engine.Scorer;
import io.didact.engine.TokenScorer;
import io.didact.recipe.model.EngineSettings;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.Machine;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a reward is made from. It owns all models and scorers that it gives out. */
public final class RewardContext implements AutoCloseable {
  private final LoadedModel policy;
  private final View view;
  private final TagFormat format;
  private final double temperature;
  private final Loader loader;
  private final Workers workers;
  private final Machine machine;
  private final Consumer<String> messages;
  private final ProcessGroup sharing;
  private final Map<ModelRef, LoadedModel> loaded = new HashMap<>();

  /** Without weights. */
  private final Map<ModelRef, ModelInfo> served = new HashMap<>();

  private final Deque<Runnable> open = new ArrayDeque<>();

  /** Loads a model of the run. */
  public interface Loader {
    LoadedModel load(ModelRef ref) throws IOException;
  }

  /**
   * @param policy the caller's to close
   * @param format the tags, before they are joined with a model
   * @param messages may be called by any thread
   * @param sharing the ranks that share out the weights of other models, and score together
   */
  public RewardContext(
      LoadedModel policy,
      View view,
      TagFormat format,
      double temperature,
      Loader loader,
      Workers workers,
      Machine machine,
      Consumer<String> messages,
      ProcessGroup sharing) {
    this.policy = policy;
    this.view = view;
    this.format = format;
    this.temperature = temperature;
    this.loader = loader;
    this.workers = workers;
    this.machine = machine;
    this.messages = messages;
    this.sharing = sharing;
  }

  /** The model that samples; its weights change while it is trained. */
  public LoadedModel policy() {
    return policy;
  }

  /** What the policy is asked, and where its thought is in what it writes. */
  public View view() {
    return view;
  }

  /** τ of sampling. */
  public double temperature() {
    return temperature;
  }

  /** Another model, whose weights do not change; loaded once. */
  public LoadedModel load(ModelRef ref) throws IOException {
    LoadedModel model = loaded.get(ref);
    if (model == null) {
      model = loader.load(ref).sharded(sharing);
      loaded.put(ref, model);
      open.push(model::close);
    }
    return model;
  }

  /** Scores with a model's current weights. */
  public Scorer scorer(LoadedModel model) {
    Scorer scorer = model.scorer(workers, machine.tokensPerMicroBatch());
    open.push(scorer::close);
    return scorer;
  }

  /**
   * Scores with the weights of a model that does not change.
   *
   * @param by a server that has them; they are read here once, to look at it, and let go
   * @throws IOException where the model or the server is not there, or they are not the same
   */
  public TokenScorer scorer(ModelRef ref, Optional<EngineSettings> by) throws IOException {
    if (by.isEmpty()) {
      return scorer(load(ref));
    }
    try (LoadedModel model = loader.load(ref)) {
      TokenScorer scorer = by.get().scorer(model, workers, temperature, messages);
      open.push(scorer::close);
      served.put(ref, model);
      return scorer;
    }
  }

  /** What a model is, whose weights may be elsewhere. */
  public ModelInfo info(ModelRef ref) throws IOException {
    ModelInfo elsewhere = served.get(ref);
    return elsewhere == null ? load(ref) : elsewhere;
  }

  /** How a model as a student sees problems and thoughts. */
  public StudentFormat studentFormat(ModelInfo model) throws IOException {
    return new StudentFormat(model.joined(format), model.tokenizer());
  }

  /** Closes what was given out, the latest first. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }
}
