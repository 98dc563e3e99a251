package io.didact.cli;

import io.didact.jinja.ChatOptions;
import io.didact.jinja.ChatTemplate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A line with {@code messages}, and what else a chat template is given: {@code tools}, {@code
 * documents}, {@code templateVariables} and {@code continueFinalMessage}.
 */
record Conversation(ObjectNode line) {
  static final String MESSAGES = "messages";

  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * The text that the model reads.
   *
   * @param template the model's
   * @param name which of its templates; null for the usual one
   * @param generationPrompt whether the assistant's next turn is begun, where the final message is
   *     not to be continued
   * @throws IllegalArgumentException naming the field that is wrong, or saying why the template
   *     refuses
   */
  String render(ChatTemplate template, @Nullable String name, boolean generationPrompt) {
    boolean continues = new Fields(line).flag("continueFinalMessage", false);
    ChatOptions options =
        new ChatOptions(
            generationPrompt && !continues,
            continues,
            list("tools"),
            list("documents"),
            object("templateVariables"),
            Optional.ofNullable(name),
            Clock.systemDefaultZone());
    List<?> messages =
        list(MESSAGES)
            .orElseThrow(() -> new IllegalArgumentException("the field `messages` is missing"));
    return template.render(messages, options);
  }

  private Optional<List<?>> list(String field) {
    JsonNode value = line.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      throw new IllegalArgumentException("`" + field + "` must be a list of objects");
    }
    for (JsonNode each : value) {
      if (!each.isObject()) {
        throw new IllegalArgumentException("`" + field + "` must be a list of objects");
      }
    }
    return Optional.of(JSON.treeToValue(value, new TypeReference<List<Object>>() {}));
  }

  private Map<String, Object> object(String field) {
    JsonNode value = line.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw new IllegalArgumentException("`" + field + "` must be an object");
    }
    return JSON.treeToValue(value, new TypeReference<Map<String, Object>>() {});
  }
}
