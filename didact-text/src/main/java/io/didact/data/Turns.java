package io.didact.data;

import java.util.List;
import java.util.Locale;

/** Where the text around the turns of a {@link TagFormat} comes from. */
public enum Turns {
  /** From the format's own prompts. */
  LITERAL(List.of()),
  /** From the chat template of the model that reads it. */
  CHAT_TEMPLATE(List.of("teacherPrompt", "studentPrompt", "endOfTurn"));

  /** What to say to somebody who gives one of {@link #unread}. */
  static final String UNREAD =
      "is not read with turns: chat-template, because the model's template writes it; leave it"
          + " out, or give turns: literal";

  private final List<String> unread;

  Turns(List<String> unread) {
    this.unread = unread;
  }

  /** The keys of a format that have no meaning with these turns. */
  List<String> unread() {
    return unread;
  }

  /** As it is written in configurations. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
