package io.didact.eval.task;

import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.jinja.ChatOptions;
import io.didact.jinja.ChatTemplate;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what a model reads of a question.
 *
 * @param asking how it is asked
 * @param template of the model, where it has one
 * @param tags of the model, where {@code asking} wants them
 * @param opening text that every response is made to begin with, unless its prompt ends with it
 */
public record PromptWriter(
    Asking asking,
    Tokenizer tokenizer,
    Optional<ChatTemplate> template,
    Optional<StudentFormat> tags,
    String opening) {
  /** A template that writes today's date is given one fixed day, so that runs can be repeated. */
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T12:00:00Z"), ZoneOffset.UTC);

  public PromptWriter {
    if (asking.turns() == Turns.CHAT && template.isEmpty()) {
      throw new IllegalArgumentException(
          "the model has no chat template, which turns: chat wants; give turns: plain or tags");
    }
    if (asking.turns() == Turns.TAGS && tags.isEmpty()) {
      throw new IllegalArgumentException("turns: tags wants a tag format");
    }
  }

  /** A prompt as text and as the ids that the model reads. */
  public record Prompt(String text, TokenIds ids) {}

  /** The prompt of a question. */
  public Prompt prompt(Question question) {
    Prompt begun =
        chats() ? chat(question) : asking.turns() == Turns.TAGS ? tags(question) : plain(question);
    return opening.isEmpty() || isOpened(begun.text())
        ? begun
        : new Prompt(
            begun.text() + opening,
            TokenIds.concat(begun.ids(), tokenizer.encodeContinuation(opening)));
  }

  /** Whether a prompt ends with the opening, as where a chat template opens the thought. */
  private boolean isOpened(String prompt) {
    return !opening.isBlank() && prompt.stripTrailing().endsWith(opening.strip());
  }

  /** Whether the prompts are turns of the model's chat template. */
  public boolean chats() {
    return switch (asking.turns()) {
      case AUTO -> template.isPresent();
      case CHAT -> true;
      case PLAIN, TAGS -> false;
    };
  }

  private Prompt chat(Question question) {
    List<Map<String, String>> messages = new ArrayList<>();
    asking.system().ifPresent(text -> messages.add(Map.of("role", "system", "content", text)));
    messages.add(Map.of("role", "user", "content", question.text()));
    return of(template.orElseThrow().render(messages, ChatOptions.prompt(CLOCK)));
  }

  private Prompt plain(Question question) {
    return of(asking.system().map(text -> text + "\n\n").orElse("") + question.text());
  }

  private Prompt tags(Question question) {
    TokenIds ids =
        tags.orElseThrow()
            .prompt(
                new Problem(
                    question.item().id(),
                    question.text(),
                    "-",
                    null,
                    null,
                    null,
                    question.item().system().orElse(null)));
    return new Prompt(tokenizer.decode(ids), ids);
  }

  private Prompt of(String text) {
    return new Prompt(text, tokenizer.encode(text));
  }
}
