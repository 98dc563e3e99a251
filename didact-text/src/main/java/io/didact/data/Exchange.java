package io.didact.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One question and its response, out of a row's conversation. */
final class Exchange {
  /** The response before it is cut. */
  static final String RESPONSE = "response";

  private static final Map<String, String> PARTS =
      Map.of(
          "system", "system",
          "user", "question",
          "human", "question",
          "assistant", RESPONSE,
          "gpt", RESPONSE);

  private static final List<String> WANTED = List.of("question", RESPONSE);
  private static final List<String> WITH_SYSTEM = List.of("system", "question", RESPONSE);

  private Exchange() {}

  /**
   * The texts of the turns: {@code question}, {@link #RESPONSE}, and {@code system} where there is
   * such a turn.
   *
   * @throws JsonlException where the turns are not one question and its response, in this order
   */
  static Map<String, String> of(RowPlaces places, RowLayout.Conversation where) {
    places.require(Map.of(where.turns(), "conversation.turns"));
    JsonNode turns = places.value(where.turns());
    if (!turns.isArray()) {
      throw places.wrong(
          "`%s` must be a list of turns, was %s".formatted(where.turns(), JsonlRow.brief(turns)));
    }
    List<String> roles = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    Map<String, String> texts = new HashMap<>();
    for (JsonNode turn : turns.values()) {
      String role = field(places, where, turn, where.role());
      String part = PARTS.getOrDefault(role, "");
      roles.add(role);
      parts.add(part);
      texts.put(part, field(places, where, turn, where.text()));
    }
    if (!parts.equals(WANTED) && !parts.equals(WITH_SYSTEM)) {
      throw places.wrong(
          "the turns of `%s` are not one of the user and one of the assistant, was %s"
              .formatted(where.turns(), roles.isEmpty() ? "none" : shown(roles)));
    }
    return texts;
  }

  private static String shown(List<String> roles) {
    return roles.size() <= 6
        ? String.join(", ", roles)
        : String.join(", ", roles.subList(0, 6)) + ", … (" + roles.size() + ")";
  }

  private static String field(
      RowPlaces places, RowLayout.Conversation where, JsonNode turn, String name) {
    JsonNode value = turn.path(name);
    if (!value.isString()) {
      throw places.wrong(
          "a turn of `%s` has no text `%s`, was %s"
              .formatted(where.turns(), name, JsonlRow.brief(turn)));
    }
    return places.wellFormed(where.turns(), value.stringValue());
  }
}
