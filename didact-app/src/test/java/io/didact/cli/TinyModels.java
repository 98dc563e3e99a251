package io.didact.cli;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.text.CharacterTokenizer;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Model directories to give to commands. */
final class TinyModels {
  /** Checkpoints without tokenizers, and what independent code computed from them. */
  static final Path GOLDEN = Path.of("../didact-lm/src/test/resources/golden");

  private TinyModels() {}

  /** Random weights with the small character tokenizer. */
  static Path write(Path directory, long seed) throws IOException {
    return write(directory, seed, CharacterTokenizer.small());
  }

  static Path write(Path directory, long seed, CharacterTokenizer tokenizer) throws IOException {
    return write(directory, seed, tokenizer, tokenizer.size());
  }

  /**
   * One whose tokenizer lacks the letters a to e, ids 20 to 24, and whose vocabulary is padded from
   * 56 to 64.
   */
  static Path withGaps(Path directory, long seed) throws IOException {
    write(directory, seed, CharacterTokenizer.small(), 64);
    Path file = directory.resolve(Tokenizer.FILE_NAME);
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(file));
    ((ObjectNode) json.path("model").path("vocab")).remove(List.of("a", "b", "c", "d", "e"));
    Files.writeString(file, json.toString());
    return directory;
  }

  static Path write(Path directory, long seed, CharacterTokenizer tokenizer, int vocabSize)
      throws IOException {
    DecoderConfig config =
        new DecoderConfig(
            "qwen2", vocabSize, 16, 24, 1, 2, 1, 8, 1e-6, 10_000, true, 128, List.of(9));
    tokenizer.write(directory);
    try (Parameters parameters = Parameters.random(config, DType.FLOAT32, seed)) {
      Checkpoint.of(config, Map.of()).write(directory, parameters);
    }
    return directory;
  }

  /** One whose weights were cut off, as by a download that broke. */
  static Path truncated(Path directory) throws IOException {
    write(directory, 1);
    Path weights = directory.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));
    return directory;
  }

  /** One of another family. */
  static Path foreign(Path directory) throws IOException {
    write(directory, 1);
    Files.writeString(
        directory.resolve("config.json"), "{\"model_type\":\"gpt2\",\"n_embd\":16,\"n_head\":2}");
    return directory;
  }
}
