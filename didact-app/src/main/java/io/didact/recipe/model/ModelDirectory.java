package io.didact.recipe.model;

import io.didact.jinja.ChatTemplate;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.text.ChatTemplateFiles;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be said of a model directory without loading its weights.
 *
 * @param template the chat template, where there is one
 * @param problems what a stage that uses the model would stumble over
 */
public record ModelDirectory(
    List<String> problems, Optional<Tokenizer> tokenizer, Optional<ChatTemplate> template) {

  public static ModelDirectory read(Path directory) {
    if (!Files.isDirectory(directory)) {
      return new ModelDirectory(
          List.of("there is no model directory " + directory), Optional.empty(), Optional.empty());
    }
    List<String> problems = new ArrayList<>();
    try {
      Checkpoint checkpoint = Checkpoint.open(directory);
      endIdProblem(checkpoint).ifPresent(problem -> problems.add(directory + ": " + problem));
      checkpoint.checkWeights(directory);
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    Optional<Tokenizer> tokenizer = Optional.empty();
    try {
      tokenizer = Optional.of(Tokenizer.load(directory));
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    Optional<ChatTemplate> template = Optional.empty();
    try {
      template = ChatTemplateFiles.open(directory);
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return new ModelDirectory(problems, tokenizer, template);
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
