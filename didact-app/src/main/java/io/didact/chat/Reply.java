package io.didact.chat;

import java.util.Optional;

/**
 * What came back for one prompt.
 *
 * @param text without white space around it; empty where there is none that can be used
 * @param why there is none, in words; empty where there is one
 * @param tokens that the server says it wrote; 0 where it does not say
 */
public record Reply(Optional<String> text, String why, int tokens) {
  static Reply of(String text, int tokens) {
    return new Reply(Optional.of(text), "", tokens);
  }

  static Reply none(String why) {
    return new Reply(Optional.empty(), why, 0);
  }
}
