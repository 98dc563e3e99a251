package io.didact.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Ends a rendering within its final message, as transformers does for {@code
 * continue_final_message}: a mark goes after the message's content, and the text is cut at the
 * mark.
 */
final class FinalMessage {
  private static final Value CONTENT = new Value.Str("content");
  private static final Value TEXT = new Value.Str("text");

  private FinalMessage() {}

  /**
   * Puts the mark into the final message.
   *
   * @return the content without the mark
   */
  static String mark(List<Value> messages, String mark) {
    if (messages.isEmpty()
        || !(messages.get(messages.size() - 1) instanceof Dict message)
        || message.get(CONTENT) == null) {
      throw new IllegalArgumentException("there is no final message with a content to continue");
    }
    Value content = message.get(CONTENT);
    if (content instanceof Value.Str text) {
      messages.set(messages.size() - 1, with(message, CONTENT, new Value.Str(text.text() + mark)));
      return text.text();
    }
    if (content instanceof Value.Items parts) {
      for (int i = parts.items().size() - 1; i >= 0; i--) {
        if (parts.items().get(i) instanceof Dict part && part.get(TEXT) instanceof Value.Str text) {
          List<Value> marked = new ArrayList<>(parts.items());
          marked.set(i, with(part, TEXT, new Value.Str(text.text() + mark)));
          messages.set(messages.size() - 1, with(message, CONTENT, new Value.Items(marked)));
          return text.text();
        }
      }
    }
    throw new IllegalArgumentException("the final message has no text to continue");
  }

  private static Dict with(Dict dict, Value key, Value value) {
    List<Dict.Entry> entries = new ArrayList<>(dict.entries());
    entries.add(new Dict.Entry(key, value));
    return Dict.of(entries);
  }

  /** The text up to the mark; without the white space before it where the template has trimmed. */
  static String cut(String text, String content, String mark) {
    String bare = mark.strip();
    int at = text.lastIndexOf(bare);
    String trimmed = WhiteSpace.strip(content);
    if (at < 0 || !text.contains(trimmed)) {
      throw new IllegalArgumentException(
          "the final message cannot be continued: the chat template leaves out or changes its content");
    }
    String cut = text.substring(0, at);
    return text.startsWith(mark, at) ? cut : WhiteSpace.stripEnd(cut);
  }
}
