package io.didact.data;

import io.didact.jinja.ChatTemplate;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a turn ends: with a token of its own, or else with a text.
 *
 * @param text what is written there
 * @param id the token that ends the turn; empty where the text is ordinary tokens
 */
public record TurnEnd(String text, OptionalInt id) {
  /** The end of turn that a format's text is to a tokenizer. */
  public static TurnEnd of(String text, Tokenizer tokenizer) {
    TokenIds ids = tokenizer.encodeContinuation(text);
    boolean own = ids.size() == 1 || !ids.isEmpty() && tokenizer.isSpecial(ids.get(0));
    return new TurnEnd(text, own ? OptionalInt.of(ids.get(0)) : OptionalInt.empty());
  }

  /**
   * The end of an assistant's turn in a model's chats; empty where its template writes nothing
   * there, or rewrites what it is given.
   */
  public static Optional<TurnEnd> of(ChatTemplate template, Tokenizer tokenizer) {
    try {
      return Optional.of(of(new TemplateTurns(template).endOfTurn(false), tokenizer));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
