package io.didact.data;

import io.didact.text.template.ChatOptions;
import io.didact.text.template.ChatTemplate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The prompts and the end of turn that a chat template writes, as places and text around them: it
 * is rendered once with words that stand for the system text, the question and the answer. A
 * template that writes today's date is given one fixed day, so that a run of tomorrow reads the
 * same.
 */
final class TemplateTurns {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T12:00:00Z"), ZoneOffset.UTC);

  private static final String SYSTEM = "THE.SYSTEM.TEXT";
  private static final String QUESTION = "THE.QUESTION";
  private static final String ANSWER = "THE.ANSWER";

  private final ChatTemplate template;

  TemplateTurns(ChatTemplate template) {
    this.template = template;
  }

  /**
   * What stands before the assistant's text. A thinking tag that the template opens itself is left
   * out: the format writes the tags.
   *
   * @param thought opening tag of the format's thoughts
   * @throws IllegalArgumentException where the template refuses, or rewrites what it is given
   */
  String prompt(boolean hasSystem, String thought) {
    String text = template.render(question(hasSystem), ChatOptions.prompt(CLOCK));
    if (hasSystem) {
      requireOnce(text, SYSTEM, "the system text");
    }
    requireOnce(text, QUESTION, "the question");
    int end = text.stripTrailing().length();
    String opened = text.substring(0, end).endsWith(thought) ? thought : "";
    String before = opened.isEmpty() ? text : text.substring(0, end - opened.length());
    return before.replace(SYSTEM, "{system}").replace(QUESTION, "{question}");
  }

  /**
   * What stands after the assistant's text, without white space around it.
   *
   * @throws IllegalArgumentException where the template writes nothing there
   */
  String endOfTurn(boolean hasSystem) {
    List<Map<String, String>> messages = question(hasSystem);
    messages.add(message("assistant", ANSWER));
    String text = template.render(messages, ChatOptions.history(CLOCK));
    requireOnce(text, ANSWER, "the assistant's text");
    String end = text.substring(text.indexOf(ANSWER) + ANSWER.length()).strip();
    if (end.isEmpty()) {
      throw new IllegalArgumentException(
          "the chat template writes nothing after the assistant's text, so no end of turn is known;"
              + " give the prompts and endOfTurn in the format, with turns: literal");
    }
    return end;
  }

  private static List<Map<String, String>> question(boolean hasSystem) {
    List<Map<String, String>> messages = new ArrayList<>();
    if (hasSystem) {
      messages.add(message("system", SYSTEM));
    }
    messages.add(message("user", QUESTION));
    return messages;
  }

  private static Map<String, String> message(String role, String content) {
    return Map.of("role", role, "content", content);
  }

  private static void requireOnce(String text, String word, String what) {
    int at = text.indexOf(word);
    if (at < 0 || text.indexOf(word, at + 1) >= 0) {
      throw new IllegalArgumentException(
          "the chat template does not write %s once, as it is; give the prompts in the format, with turns: literal"
              .formatted(what));
    }
  }
}
