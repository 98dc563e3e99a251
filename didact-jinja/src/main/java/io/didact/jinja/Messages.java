package io.didact.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A conversation as templates are shown it, which is as transformers 5 shows it: what a message has
 * as {@code null} it does not have, and its reasoning has all the names that templates look for.
 */
final class Messages {
  /** The first one is the usual name. */
  private static final List<String> REASONING =
      List.of("reasoning_content", "thinking", "reasoning");

  private Messages() {}

  /**
   * @throws IllegalArgumentException where there is no message, or one is not JSON
   */
  static List<Value> of(List<?> messages) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a conversation needs at least one message");
    }
    List<Value> values = new ArrayList<>();
    for (Object message : messages) {
      values.add(
          Values.of(message instanceof Map<?, ?> map ? withReasoning(present(map)) : message));
    }
    return values;
  }

  private static Map<Object, Object> present(Map<?, ?> message) {
    Map<Object, Object> present = new LinkedHashMap<>();
    message.forEach(
        (key, value) -> {
          if (value != null) {
            present.put(key, value);
          }
        });
    return present;
  }

  private static Map<Object, Object> withReasoning(Map<Object, Object> message) {
    return REASONING.stream()
        .map(message::get)
        .filter(Objects::nonNull)
        .findFirst()
        .map(
            reasoning -> {
              Map<Object, Object> named = new LinkedHashMap<>();
              named.put("thinking", reasoning);
              named.putAll(message);
              named.put("reasoning_content", reasoning);
              return named;
            })
        .orElse(message);
  }
}
