package io.didact.data.refine;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A text that was written anew, or why it was not.
 *
 * @param text the new text; empty where there is none
 * @param why there is none, in words; empty where there is one
 */
public record Refined(Optional<String> text, String why) {
  /** Characters that no trace of any model has. */
  private static final int MOST = 4 << 20;

  /** A new text, where it is one that can be learned from. */
  public static Refined of(String text) {
    if (text.isBlank()) {
      return not("no text is left");
    }
    if (text.length() > MOST) {
      return not("the text is longer than %d characters".formatted(MOST));
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return not("the text has half of a surrogate pair");
    }
    return new Refined(Optional.of(text), "");
  }

  /** No new text. */
  public static Refined not(String why) {
    return new Refined(Optional.empty(), why);
  }
}
