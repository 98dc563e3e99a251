package io.didact.recipe;

import io.didact.data.TagFormat;
import io.didact.data.TurnEnd;
import io.didact.engine.Scorer;
import io.didact.model.Checkpoint;
import io.didact.model.DecoderConfig;
import io.didact.model.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.CharacterTokenizer;
import io.didact.text.ChatTemplateFiles;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A model with its tokenizer, in memory.
 *
 * @param name for messages
 */
public record LoadedModel(
    String name, Checkpoint checkpoint, Parameters parameters, Tokenizer tokenizer)
    implements AutoCloseable {

  /** Reads a directory in Hugging Face layout. */
  public static LoadedModel load(Path directory, DType dtype) throws IOException {
    Checkpoint checkpoint = Checkpoint.open(directory);
    Tokenizer tokenizer = Tokenizer.load(directory);
    return new LoadedModel(
        directory.toString(), checkpoint, checkpoint.loadWeights(directory, dtype), tokenizer);
  }

  /** A new model with random weights and the small character tokenizer. */
  static LoadedModel create(SftStage.Architecture shape, long seed, DType dtype)
      throws IOException {
    CharacterTokenizer characters = CharacterTokenizer.small();
    Tokenizer tokenizer = characters.tokenizer();
    DecoderConfig config =
        new DecoderConfig(
            "qwen2",
            characters.size(),
            shape.hiddenSize(),
            shape.intermediateSize(),
            shape.layers(),
            shape.heads(),
            shape.kvHeads(),
            shape.hiddenSize() / shape.heads(),
            1e-6,
            10_000,
            true,
            shape.maxPositions(),
            List.of(tokenizer.id("<end>").orElseThrow()));
    return new LoadedModel(
        "a new model",
        Checkpoint.of(config, files(characters)),
        Parameters.random(config, dtype, seed, shape.initializerRange()),
        tokenizer);
  }

  private static Map<String, byte[]> files(CharacterTokenizer characters) throws IOException {
    Path directory = Files.createTempDirectory("didact-tokenizer");
    try {
      characters.write(directory);
      Map<String, byte[]> files = new TreeMap<>();
      try (Stream<Path> written = Files.list(directory)) {
        for (Path file : written.toList()) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
          Files.delete(file);
        }
      }
      return files;
    } finally {
      Files.delete(directory);
    }
  }

  /** Scores with the model's current weights; the caller closes it. */
  public Scorer scorer(Workers workers, int tokensPerMicroBatch) {
    return new Scorer(parameters, workers, tokensPerMicroBatch);
  }

  /**
   * Checks that every id means the same to both models: what the teacher sampled is spliced into
   * the student's sequence.
   *
   * @throws IOException naming the first id that differs
   */
  public void requireSameTokens(LoadedModel other) throws IOException {
    int size = Math.max(tokenizer.size(), other.tokenizer.size());
    for (int id = 0; id < size; id++) {
      boolean same =
          tokenizer.has(id)
              ? other.tokenizer.has(id)
                  && Arrays.equals(tokenizer.bytes(id), other.tokenizer.bytes(id))
              : !other.tokenizer.has(id);
      if (!same) {
        throw new IOException(
            "%s and %s have different tokens (id %d is the first); teacher and student must share a tokenizer"
                .formatted(name, other.name, id));
      }
    }
  }

  /**
   * A tag format as this model reads it.
   *
   * @throws IOException where the format wants a chat template that the model lacks or that does
   *     not go with it
   */
  TagFormat joined(TagFormat tags) throws IOException {
    try {
      return tags.joined(ChatTemplateFiles.of(checkpoint.files()));
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * What is to be saved of a model that has learned to end its turns as a format does: other
   * programs let it write to its limit where they do not know the end.
   */
  Checkpoint ending(TagFormat joined) throws IOException {
    OptionalInt id = TurnEnd.of(joined.endOfTurn(), tokenizer).id();
    return id.isPresent() ? checkpoint.endingAt(List.of(id.getAsInt())) : checkpoint;
  }

  /** How the model's chats end a turn, where its template says so. */
  Optional<TurnEnd> chatEnd() throws IOException {
    return ChatTemplateFiles.of(checkpoint.files())
        .flatMap(template -> TurnEnd.of(template, tokenizer));
  }

  /** Ids that end a turn. */
  public Set<Integer> endIds() throws IOException {
    return new HashSet<>(checkpoint.endIds());
  }

  @Override
  public void close() {
    parameters.close();
  }
}
