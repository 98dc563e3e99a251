package io.didact.data;

import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;

/**
 * A sequence to learn from, with the part that is learned.
 *
 * @param ids [T] the whole sequence
 * @param loss the tokens whose log-probs are the loss; token k is predicted from the tokens before
 *     it, so the span starts at 1 or later
 */
public record LabelledSequence(TokenIds ids, TokenSpan loss) {
  public LabelledSequence {
    if (loss.start() < 1) {
      throw new IllegalArgumentException("nothing predicts the first token, loss is on " + loss);
    }
    if (loss.end() > ids.size()) {
      throw new IllegalArgumentException(
          "loss is on " + loss + " of a sequence of " + ids.size() + " tokens");
    }
    if (loss.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to learn: loss is on " + loss);
    }
  }

  /** Learns {@code target} after {@code prompt}, which must not be empty. */
  static LabelledSequence of(TokenIds prompt, TokenIds target) {
    return new LabelledSequence(
        TokenIds.concat(prompt, target), TokenSpan.at(prompt.size(), target.size()));
  }
}
