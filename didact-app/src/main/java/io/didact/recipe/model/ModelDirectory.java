package io.didact.recipe.model;

import io.didact.hub.HubCache;
import io.didact.jinja.ChatTemplate;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.text.ChatTemplateFiles;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be said of a model directory without loading its weights.
 *
 * @param template the chat template, where there is one
 * @param problems what a stage that uses the model would stumble over
 */
public record ModelDirectory(
    List<String> problems,
    Optional<Checkpoint> checkpoint,
    Optional<Tokenizer> tokenizer,
    Optional<ChatTemplate> template) {

  /** Of which no more is known than what is wrong. */
  public static ModelDirectory unusable(String problem) {
    return new ModelDirectory(
        List.of(problem), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Looks at a directory that may be an adapter. */
  public static ModelDirectory read(Path directory, HubCache hub) {
    if (!Files.isDirectory(directory)) {
      return unusable("there is no model directory " + directory);
    }
    try {
      return read(ModelPlace.of(directory, hub));
    } catch (IOException e) {
      return unusable(String.valueOf(e.getMessage()));
    }
  }

  private static ModelDirectory read(ModelPlace place) {
    Path directory = place.directory();
    List<String> problems = new ArrayList<>();
    Optional<Checkpoint> opened = Optional.empty();
    try {
      Checkpoint checkpoint = Checkpoint.open(place.base());
      checkpoint.checkWeights(place.base());
      if (place.adapter().isPresent()) {
        checkpoint = checkpoint.under(place.adapter().get());
        place.adapter().get().shape(checkpoint.config());
      }
      opened = Optional.of(checkpoint);
      endIdProblem(checkpoint).ifPresent(problem -> problems.add(directory + ": " + problem));
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    Optional<Tokenizer> tokenizer = Optional.empty();
    try {
      tokenizer = Optional.of(Tokenizer.load(place.ofTokenizer()));
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    Optional<ChatTemplate> template = Optional.empty();
    try {
      template =
          place.adapter().isPresent() && opened.isPresent()
              ? ChatTemplateFiles.of(opened.get().files())
              : ChatTemplateFiles.open(place.base());
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return new ModelDirectory(problems, opened, tokenizer, template);
  }

  /** What stages know of the model, where nothing is wrong with it. */
  public Optional<ModelInfo> info(String name) {
    return problems.isEmpty()
        ? checkpoint.map(each -> new ModelInfo.Unloaded(name, each, tokenizer, Map.of()))
        : Optional.empty();
  }

  private static Optional<String> endIdProblem(Checkpoint checkpoint) {
    try {
      checkpoint.endIds();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
