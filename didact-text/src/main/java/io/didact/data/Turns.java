package io.didact.data;

import java.util.Locale;

/** Where the text around the turns of a {@link TagFormat} comes from. */
public enum Turns {
  /** From the format's own prompts. */
  LITERAL,
  /** From the chat template of the model that reads it. */
  CHAT_TEMPLATE;

  /** As it is written in configurations. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
