package io.didact.cli;

import io.didact.text.NearestName;
import io.didact.text.TokenIds;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of one line. Those that a command does not know are left alone, so that a line may
 * carry more; whatever else is wrong is an {@code IllegalArgumentException} that names the field.
 */
record Fields(ObjectNode line) {
  boolean has(String name) {
    return line.has(name);
  }

  /** A text. */
  String text(String name) {
    JsonNode value = required(name);
    if (!value.isString()) {
      throw new IllegalArgumentException("`" + name + "` must be a text, was " + shown(value));
    }
    return value.stringValue();
  }

  /** True or false. */
  boolean flag(String name, boolean otherwise) {
    JsonNode value = line.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(
          "`" + name + "` must be true or false, was " + shown(value));
    }
    return value.booleanValue();
  }

  /**
   * A list of token ids.
   *
   * @param known ids that a model knows are those below
   */
  TokenIds ids(String name, int known) {
    JsonNode list = required(name);
    if (!list.isArray()) {
      throw new IllegalArgumentException(
          "`" + name + "` must be a list of token ids, was " + shown(list));
    }
    int[] ids = new int[list.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = list.get(i);
      if (!id.isInt() || id.intValue() < 0 || id.intValue() >= known) {
        throw new IllegalArgumentException(
            "`%s[%d]` must be a token id from 0 to %d, was %s"
                .formatted(name, i, known - 1, shown(id)));
      }
      ids[i] = id.intValue();
    }
    return TokenIds.of(ids);
  }

  private JsonNode required(String name) {
    JsonNode value = line.path(name);
    if (value.isMissingNode()) {
      String hint =
          NearestName.of(name, line.propertyNames())
              .map(near -> "; `" + near + "` is there, was `" + name + "` meant?")
              .orElse("");
      throw new IllegalArgumentException("the field `" + name + "` is missing" + hint);
    }
    return value;
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
