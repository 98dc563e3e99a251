package io.didact.data;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Cuts a response into thought and solution by the tags around them. Nothing of it may be lost: a
 * response with text elsewhere, or with a tag that is missing or there twice, does not fit.
 *
 * @param places of the row, for messages
 */
record ResponseCutter(RowPlaces places, Optional<TagPair> thought, Optional<TagPair> solution) {

  /**
   * Its {@code trace} and {@code solution}, without white space around them; of a layout without
   * tags the solution alone.
   *
   * @throws JsonlException where it does not fit
   */
  Map<String, String> cut(String response) {
    Map<String, String> parts = new HashMap<>();
    String rest = response;
    if (thought.isPresent()) {
      Section cut = section("thought", thought.get(), response);
      parts.put("trace", cut.inner());
      rest = cut.after();
    }
    if (solution.isPresent()) {
      Section cut = section("solution", solution.get(), rest);
      if (!cut.after().isBlank()) {
        throw places.wrong("there is text after " + solution.get().close());
      }
      rest = cut.inner();
    }
    if (rest.isBlank()) {
      throw places.wrong("the solution is empty");
    }
    parts.put("solution", rest.strip());
    return parts;
  }

  private record Section(String inner, String after) {}

  private Section section(String name, TagPair tags, String text) {
    int open = text.indexOf(tags.open());
    if (open < 0) {
      throw places.wrong("the %s has no %s".formatted(name, tags.open()));
    }
    if (!text.substring(0, open).isBlank()) {
      throw places.wrong("there is text before %s".formatted(tags.open()));
    }
    int begin = open + tags.open().length();
    int close = text.indexOf(tags.close(), begin);
    if (close < 0) {
      throw places.wrong("the %s is not closed by %s".formatted(name, tags.close()));
    }
    String inner = text.substring(begin, close);
    String after = text.substring(close + tags.close().length());
    requireNone(tags.open(), inner + after);
    requireNone(tags.close(), after);
    if (inner.isBlank()) {
      throw places.wrong("the %s is empty".formatted(name));
    }
    return new Section(inner.strip(), after);
  }

  private void requireNone(String tag, String text) {
    if (text.contains(tag)) {
      throw places.wrong("%s is there twice".formatted(tag));
    }
  }
}
