package io.didact.recipe.engine;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.ModelPlace;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A small model over characters whose predictions are far from uniform. */
public final class SmallModel {
  private static final CharacterTokenizer TOKENIZER = CharacterTokenizer.small();

  private static final DecoderConfig CONFIG =
      new DecoderConfig(
          "qwen2", TOKENIZER.size(), 16, 24, 2, 4, 2, 4, 1e-6, 10_000, true, 128, List.of(9));

  private SmallModel() {}

  public static Path write(Path directory, long seed) throws IOException {
    TOKENIZER.write(directory);
    try (Parameters parameters = Parameters.random(CONFIG, DType.FLOAT32, seed)) {
      double[] noise = new SplittableRandom(seed).doubles(parameters.size(), -0.3, 0.3).toArray();
      try (TensorScope scope = new TensorScope()) {
        parameters.flat().add_(Tensor.ofDoubles(noise, noise.length).to(DType.FLOAT32));
      }
      Checkpoint.of(CONFIG, Map.of()).write(directory, parameters);
    }
    return directory;
  }

  static LoadedModel load(Path directory) throws IOException {
    return LoadedModel.load(
        new ModelPlace(directory, directory, Optional.empty(), Optional.empty()), DType.FLOAT32);
  }
}
