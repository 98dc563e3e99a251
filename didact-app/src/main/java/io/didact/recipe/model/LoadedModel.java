package io.didact.recipe.model;

import io.didact.engine.Scorer;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.Parameters;
import io.didact.run.Manifest;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model in memory. Work on ids alone needs no tokenizer.
 *
 * @param name for messages
 * @param words its tokenizer, where it has one
 * @param templateVariables what its chat template sees besides the conversation
 */
public record LoadedModel(
    String name,
    Checkpoint checkpoint,
    Parameters parameters,
    Optional<Tokenizer> words,
    Map<String, Object> templateVariables)
    implements ModelInfo, AutoCloseable {

  /** Reads a directory in Hugging Face layout. */
  public static LoadedModel load(Path directory, DType dtype) throws IOException {
    ModelInfo model = ModelInfo.read(directory);
    return new LoadedModel(
        model.name(),
        model.checkpoint(),
        model.checkpoint().loadWeights(directory, dtype),
        model.words(),
        Map.of());
  }

  /** The same model with variables of its chat template, such as {@code enable_thinking}. */
  @Override
  public LoadedModel with(Map<String, Object> variables) {
    return new LoadedModel(name, checkpoint, parameters, words, variables);
  }

  /**
   * Reads a directory that may be what a stage left.
   *
   * @throws IOException also where what is there is not what its manifest names
   */
  public static LoadedModel loadWhole(Path directory, DType dtype) throws IOException {
    if (Files.isDirectory(directory)) {
      Manifest.requireWhole(directory);
    }
    return load(directory, dtype);
  }

  /** A new model with random weights and the small character tokenizer. */
  public static LoadedModel create(Architecture shape, long seed, DType dtype) {
    ModelInfo made = ModelInfo.of(shape);
    return new LoadedModel(
        made.name(),
        made.checkpoint(),
        Parameters.random(made.checkpoint().config(), dtype, seed, shape.initializerRange()),
        made.words(),
        Map.of());
  }

  /** Scores lines as they come; the caller closes it. */
  public Scorer scorer(Workers workers) {
    return scorer(workers, Machine.defaults().tokensPerMicroBatch());
  }

  /** Scores with the model's current weights; the caller closes it. */
  public Scorer scorer(Workers workers, int tokensPerMicroBatch) {
    return new Scorer(parameters, workers, tokensPerMicroBatch);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
