package io.didact.recipe.model;

import io.didact.data.TagFormat;
import io.didact.data.TurnEnd;
import io.didact.engine.Sampling;
import io.didact.engine.Scorer;
import io.didact.jinja.ChatTemplate;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.run.Manifest;
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
    implements AutoCloseable {

  /** Reads a directory in Hugging Face layout. */
  public static LoadedModel load(Path directory, DType dtype) throws IOException {
    Checkpoint checkpoint = Checkpoint.open(directory);
    Optional<Tokenizer> words =
        Files.exists(directory.resolve(Tokenizer.FILE_NAME))
            ? Optional.of(Tokenizer.load(directory))
            : Optional.empty();
    return new LoadedModel(
        directory.toString(),
        checkpoint,
        checkpoint.loadWeights(directory, dtype),
        words,
        Map.of());
  }

  /** The same model with variables of its chat template, such as {@code enable_thinking}. */
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

  /**
   * The tokenizer.
   *
   * @throws IllegalArgumentException where there is none
   */
  public Tokenizer tokenizer() {
    return words.orElseThrow(
        () ->
            new IllegalArgumentException(
                name + " has no " + Tokenizer.FILE_NAME + ", so give token ids, not text"));
  }

  /** Ids that the model knows are those below. */
  public int vocabSize() {
    return checkpoint.config().vocabSize();
  }

  /** A new model with random weights and the small character tokenizer. */
  public static LoadedModel create(Architecture shape, long seed, DType dtype) throws IOException {
    CharacterTokenizer characters = CharacterTokenizer.small();
    Tokenizer tokenizer = characters.tokenizer();
    DecoderConfig config = shape.config();
    return new LoadedModel(
        "a new model",
        Checkpoint.of(config, files(characters)),
        Parameters.random(config, dtype, seed, shape.initializerRange()),
        Optional.of(tokenizer),
        Map.of());
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

  /**
   * The same sampling for chats, which also end where the template ends a turn.
   *
   * @throws IOException as {@link #template}
   */
  public Sampling endingChats(Sampling sampling) throws IOException {
    return chatEnd().map(end -> sampling.endingAlsoAt(end.id(), end.text())).orElse(sampling);
  }

  /** Scores lines as they come; the caller closes it. */
  public Scorer scorer(Workers workers) {
    return scorer(workers, Machine.defaults().tokensPerMicroBatch());
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
    Tokenizer tokenizer = tokenizer();
    Tokenizer others = other.tokenizer();
    int size = Math.max(tokenizer.size(), others.size());
    for (int id = 0; id < size; id++) {
      boolean same =
          tokenizer.has(id)
              ? others.has(id) && Arrays.equals(tokenizer.bytes(id), others.bytes(id))
              : !others.has(id);
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
  public TagFormat joined(TagFormat tags) throws IOException {
    try {
      return tags.joined(template());
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * What is to be saved of a model that has learned to end its turns as a format does: other
   * programs let it write to its limit where they do not know the end.
   */
  public Checkpoint ending(TagFormat joined) throws IOException {
    OptionalInt id = TurnEnd.of(joined.endOfTurn(), tokenizer()).id();
    return id.isPresent() ? checkpoint.endingAt(List.of(id.getAsInt())) : checkpoint;
  }

  /**
   * The chat template; read only when it is asked for, because work on ids needs none.
   *
   * @throws IOException where the file that holds it is damaged
   * @throws IllegalArgumentException where a variable has a name that is the conversation's
   */
  public Optional<ChatTemplate> template() throws IOException {
    return ChatTemplateFiles.of(checkpoint.files())
        .map(template -> template.with(templateVariables));
  }

  /** How the model's chats end a turn, where its template says so. */
  public Optional<TurnEnd> chatEnd() throws IOException {
    return template().flatMap(template -> TurnEnd.of(template, tokenizer()));
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
