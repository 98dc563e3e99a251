package io.didact.cli;

import io.didact.jinja.ChatTemplate;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelPlace;
import io.didact.text.ChatTemplateFiles;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code didact render}. */
@Command(
    name = "render",
    sortOptions = false,
    description = {
      "Show how a model reads a conversation: its chat template, rendered. Loads no weights.%n",
      "In, one a line:  {\"messages\":[{\"role\":\"user\",\"content\":\"…\"}]}, optionally with "
          + "\"tools\":[…], \"documents\":[…], \"templateVariables\":{\"enable_thinking\":false} "
          + "(over --template-variables) and \"continueFinalMessage\":true",
      "Out, one a line: {\"text\":\"…\",\"ids\":[…]}; ids are left out without a tokenizer.json."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  echo '{\"messages\":[{\"role\":\"user\",\"content\":\"What is 2+2?\"}]}' |",
      "    didact render --model Qwen/Qwen2.5-0.5B-Instruct"
    })
final class RenderCommand implements Callable<Integer> {
  private final Console console;

  @Mixin ModelOption model = new ModelOption();

  @Option(
      names = "--template",
      paramLabel = "NAME",
      description = "Which of the model's templates (default: tool_use with tools, else default).")
  @Nullable String template;

  @Option(
      names = "--no-generation-prompt",
      description = "End after the last message; do not begin the assistant's turn.")
  boolean noGenerationPrompt;

  @Mixin TemplateVariables variables = new TemplateVariables();

  @Mixin JsonLines lines = new JsonLines();

  RenderCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = model.directory(console);
    ModelPlace place = ModelPlace.of(directory, console.hubCache());
    Path words = place.ofTokenizer();
    ChatTemplate templates =
        (place.adapter().isEmpty()
                ? ChatTemplateFiles.open(directory)
                : ModelInfo.read(place).template())
            .orElseThrow(() -> new IOException(directory + " has no chat template"))
            .with(variables.values());
    Tokenizer tokenizer =
        Files.exists(words.resolve(Tokenizer.FILE_NAME)) ? Tokenizer.load(words) : null;
    lines.answer(
        console,
        (line, number) -> {
          String text = new Conversation(line).render(templates, template, !noGenerationPrompt);
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("text", text);
          if (tokenizer != null) {
            row.put("ids", tokenizer.encode(text).toArray());
          }
          return row;
        });
    return 0;
  }
}
