package io.didact.data;

import io.didact.jinja.ChatOptions;
import io.didact.jinja.ChatTemplate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The prompts and the end of turn that a chat template writes, as places and text around them: it
 * is rendered once with words that stand for the system text, the question and the answer. White
 * space around these texts is the template's business: some trim it (those of Llama and Gemma),
 * others keep it (those of Qwen and DeepSeek), and a model was trained with what its own does. A
 * template that writes today's date is given one fixed day, so that a run of tomorrow reads the
 * same.
 */
final class TemplateTurns {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T12:00:00Z"), ZoneOffset.UTC);

  private static final String SYSTEM = "THE.SYSTEM.TEXT";
  private static final String QUESTION = "THE.QUESTION";
  private static final String ANSWER = "THE.ANSWER";

  /** White space that no template writes by itself: whether it is kept can be seen. */
  private static final String MARGIN = " \u2003\n";

  private final ChatTemplate template;

  TemplateTurns(ChatTemplate template) {
    this.template = template;
  }

  /**
   * What stands before the assistant's text. A thinking tag that the template opens itself is left
   * out: the format writes the tags. A thought that it also shuts stays, where its tags are not the
   * format's.
   *
   * @param thought tags of the format's thoughts
   * @throws IllegalArgumentException where the template refuses, rewrites what it is given, or
   *     shuts a thought or writes in it, which the format is to open
   */
  String prompt(boolean hasSystem, TagPair thought) {
    String text = template.render(question(hasSystem), ChatOptions.prompt(CLOCK));
    if (hasSystem) {
      text = withPlace(text, SYSTEM, "system", "the system text");
    }
    text = withPlace(text, QUESTION, "question", "the question");
    String written = text.stripTrailing();
    String prompt =
        written.endsWith(thought.open())
            ? written.substring(0, written.length() - thought.open().length())
            : text;
    String turn = prompt.substring(prompt.indexOf("{question"));
    if (turn.contains(thought.close())) {
      throw thinking(
          "shuts the thought (" + thought.close() + ") before the assistant writes",
          "let it think (enable_thinking and its like in templateVariables), ");
    }
    if (turn.contains(thought.open())) {
      throw thinking("writes in the thought that it opens (" + thought.open() + ")", "");
    }
    return prompt;
  }

  private static IllegalArgumentException thinking(String what, String remedy) {
    return new IllegalArgumentException(
        "the chat template %s, and the tag format opens one with the same tags; %stake a format with other thought tags, or give the prompts in the format, with turns: literal"
            .formatted(what, remedy));
  }

  /** The text with a place instead of the word; it trims where the template has trimmed. */
  private static String withPlace(String text, String word, String place, String what) {
    int at = requireOnce(text, word, what);
    int end = at + word.length();
    boolean before = text.startsWith(MARGIN, at - MARGIN.length());
    boolean after = text.startsWith(MARGIN, end);
    if (before != after) {
      throw rewritten(what);
    }
    return before
        ? text.substring(0, at - MARGIN.length())
            + "{"
            + place
            + "}"
            + text.substring(end + MARGIN.length())
        : text.substring(0, at) + "{" + place + "|trim}" + text.substring(end);
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
    int at = requireOnce(text, ANSWER, "the assistant's text");
    String end = text.substring(at + ANSWER.length()).strip();
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
      messages.add(message("system", MARGIN + SYSTEM + MARGIN));
    }
    messages.add(message("user", MARGIN + QUESTION + MARGIN));
    return messages;
  }

  private static Map<String, String> message(String role, String content) {
    return Map.of("role", role, "content", content);
  }

  /** Where the word stands. */
  private static int requireOnce(String text, String word, String what) {
    int at = text.indexOf(word);
    if (at < 0 || text.indexOf(word, at + 1) >= 0) {
      throw rewritten(what);
    }
    return at;
  }

  private static IllegalArgumentException rewritten(String what) {
    return new IllegalArgumentException(
        "the chat template does not write %s once, as it is; give the prompts in the format, with turns: literal"
            .formatted(what));
  }
}
