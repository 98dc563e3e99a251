package io.didact.engine;

import io.didact.text.TokenIds;

/** Ids that a model has embeddings for. */
public final class KnownIds {
  private KnownIds() {}

  /**
   * @param what names the sequence in the message
   * @param known ids that the model knows are those below
   * @throws IllegalArgumentException where an id is beyond
   */
  public static void require(String what, TokenIds ids, int known) {
    int largest = ids.stream().max().orElse(0);
    if (largest >= known) {
      throw new IllegalArgumentException(
          what
              + " has id "
              + largest
              + ", the model knows ids below "
              + known
              + " (vocab_size in config.json). Where the id comes from text, the tokenizer.json has"
              + " tokens that the model was not made for: use the one that came with the model, or"
              + " leave that token out of texts and tags");
    }
  }
}
