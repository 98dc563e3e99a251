package io.didact.cli;

import io.didact.data.TurnEnd;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutEngine;
import io.didact.engine.Sampling;
import io.didact.engine.Scorer;
import io.didact.jinja.ChatTemplate;
import io.didact.model.Checkpoint;
import io.didact.model.Parameters;
import io.didact.run.Manifest;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.ChatTemplateFiles;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A checkpoint for the commands that work on ids: it may lack a tokenizer.
 *
 * @param directory in Hugging Face layout
 */
record OpenModel(
    Path directory, Checkpoint checkpoint, Parameters parameters, Optional<Tokenizer> tokenizer)
    implements AutoCloseable {

  static OpenModel load(Path directory, DType dtype) throws IOException {
    if (Files.isDirectory(directory)) {
      Manifest.requireWhole(directory);
    }
    Checkpoint checkpoint = Checkpoint.open(directory);
    Optional<Tokenizer> tokenizer =
        Files.exists(directory.resolve(Tokenizer.FILE_NAME))
            ? Optional.of(Tokenizer.load(directory))
            : Optional.empty();
    return new OpenModel(
        directory, checkpoint, checkpoint.loadWeights(directory, dtype), tokenizer);
  }

  /** Ids that the model knows are those below. */
  int vocabSize() {
    return checkpoint.config().vocabSize();
  }

  /**
   * The tokenizer for text.
   *
   * @throws IllegalArgumentException where there is none
   */
  Tokenizer tokenizerForText() {
    return tokenizer.orElseThrow(
        () ->
            new IllegalArgumentException(
                directory + " has no " + Tokenizer.FILE_NAME + ", so give token ids, not text"));
  }

  /**
   * The chat template; read only when it is asked for, because work on ids needs none.
   *
   * @throws IOException where the file that holds it is damaged
   */
  Optional<ChatTemplate> template() throws IOException {
    return ChatTemplateFiles.of(checkpoint.files());
  }

  /**
   * The same sampling for chats, which also end where the template ends a turn.
   *
   * @throws IOException as {@link #template}
   */
  Sampling endingChats(Sampling sampling) throws IOException {
    return template()
        .flatMap(template -> TurnEnd.of(template, tokenizerForText()))
        .map(end -> sampling.endingAlsoAt(end.id(), end.text()))
        .orElse(sampling);
  }

  Scorer scorer(Workers workers) {
    return new Scorer(parameters, workers, 16_384);
  }

  RolloutEngine engine(Workers workers) {
    int known = tokenizer.map(Tokenizer::size).orElse(vocabSize());
    return new LocalEngine(
        parameters,
        workers,
        Math.min(known, vocabSize()),
        tokenizer.map(Tokenizer::gaps).orElse(TokenIds.EMPTY),
        tokenizer.map(t -> (IntFunction<byte[]>) t::bytes).orElse(null),
        LocalEngine.DEFAULT_MAX_ROWS,
        0);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
