package io.didact.jinja;

import java.util.List;

/**
 * A rendered conversation.
 *
 * @param text what the model reads
 * @param assistant which parts of the text the template marks as the assistant's own, with {@code
 *     generation} tags; none for templates without these tags
 */
public record Rendering(String text, List<Part> assistant) {
  /** A part of the text, in {@code char}s: start inclusive, end exclusive. */
  public record Part(int start, int end) {}
}
