package io.didact.recipe.model;

import io.didact.data.TagFormat;
import io.didact.data.TurnEnd;
import io.didact.engine.Sampling;
import io.didact.jinja.ChatTemplate;
import io.didact.model.checkpoint.Checkpoint;
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

/**
 * What a model is without its weights: its configuration, how it writes and ends texts, and how
 * many tokens it can read.
 */
public interface ModelInfo {
  /** For messages. */
  String name();

  Checkpoint checkpoint();

  /** Its tokenizer, where it has one. Work on ids alone needs none. */
  Optional<Tokenizer> words();

  /** What its chat template sees besides the conversation. */
  Map<String, Object> templateVariables();

  /** The same model with variables of its chat template, such as {@code enable_thinking}. */
  ModelInfo with(Map<String, Object> variables);

  /** What there is of a model that is not in memory. */
  record Unloaded(
      String name,
      Checkpoint checkpoint,
      Optional<Tokenizer> words,
      Map<String, Object> templateVariables)
      implements ModelInfo {
    @Override
    public Unloaded with(Map<String, Object> variables) {
      return new Unloaded(name, checkpoint, words, variables);
    }
  }

  /** Gives models by their names. */
  interface Directory {
    ModelInfo model(ModelRef ref) throws IOException;
  }

  /** Of a directory in Hugging Face layout, or an adapter. */
  static ModelInfo read(ModelPlace place) throws IOException {
    Checkpoint checkpoint = Checkpoint.open(place.base());
    if (place.adapter().isPresent()) {
      checkpoint = checkpoint.under(place.adapter().get());
    }
    Path tokenizer = place.ofTokenizer();
    Optional<Tokenizer> words =
        Files.exists(tokenizer.resolve(Tokenizer.FILE_NAME))
            ? Optional.of(Tokenizer.load(tokenizer))
            : Optional.empty();
    return new Unloaded(place.directory().toString(), checkpoint, words, Map.of());
  }

  /** Of a new model with the small character tokenizer. */
  static ModelInfo of(Architecture shape) {
    CharacterTokenizer characters = CharacterTokenizer.small();
    return new Unloaded(
        "a new model",
        Checkpoint.of(shape.config(), characters.files()),
        Optional.of(characters.tokenizer()),
        Map.of());
  }

  /**
   * The tokenizer.
   *
   * @throws IllegalArgumentException where there is none
   */
  default Tokenizer tokenizer() {
    return words()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name() + " has no " + Tokenizer.FILE_NAME + ", so give token ids, not text"));
  }

  /** Ids that the model knows are those below. */
  default int vocabSize() {
    return checkpoint().config().vocabSize();
  }

  /**
   * The same sampling for chats, which also end where the template ends a turn.
   *
   * @throws IOException as {@link #template}
   */
  default Sampling endingChats(Sampling sampling) throws IOException {
    return chatEnd().map(end -> sampling.endingAlsoAt(end.id(), end.text())).orElse(sampling);
  }

  /**
   * Checks that every id means the same to both models: what the teacher sampled is spliced into
   * the student's sequence.
   *
   * @throws IOException naming the first id that differs
   */
  default void requireSameTokens(ModelInfo other) throws IOException {
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
                .formatted(name(), other.name(), id));
      }
    }
  }

  /**
   * A tag format as this model reads it.
   *
   * @throws IOException where the format wants a chat template that the model lacks or that does
   *     not go with it
   */
  default TagFormat joined(TagFormat tags) throws IOException {
    try {
      return tags.joined(template());
    } catch (IllegalArgumentException e) {
      throw new IOException(name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * What is to be saved of a model that has learned to end its turns as a format does: other
   * programs let it write to its limit where they do not know the end.
   */
  default Checkpoint ending(TagFormat joined) throws IOException {
    OptionalInt id = TurnEnd.of(joined.endOfTurn(), tokenizer()).id();
    return id.isPresent() ? checkpoint().endingAt(List.of(id.getAsInt())) : checkpoint();
  }

  /**
   * The chat template; read only when it is asked for, because work on ids needs none.
   *
   * @throws IOException where the file that holds it is damaged
   * @throws IllegalArgumentException where a variable has a name that is the conversation's
   */
  default Optional<ChatTemplate> template() throws IOException {
    return ChatTemplateFiles.of(checkpoint().files())
        .map(template -> template.with(templateVariables()));
  }

  /** How the model's chats end a turn, where its template says so. */
  default Optional<TurnEnd> chatEnd() throws IOException {
    return template().flatMap(template -> TurnEnd.of(template, tokenizer()));
  }

  /** Ids that end a turn. */
  default Set<Integer> endIds() throws IOException {
    return new HashSet<>(checkpoint().endIds());
  }
}
