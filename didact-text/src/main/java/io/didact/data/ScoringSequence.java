package io.didact.data;

import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;

/**
 * What a student is scored on: its prompt, the think tokens exactly as the teacher sampled them,
 * and the solution. The spans are known by construction, never searched for in text.
 *
 * @param ids [T] student prompt + think + between + solution + tail
 * @param think the explanation's tokens, without tags
 * @param solution the solution's tokens, without tags
 */
public record ScoringSequence(TokenIds ids, TokenSpan think, TokenSpan solution) {
  public ScoringSequence {
    if (think.start() < 1) {
      throw new IllegalArgumentException(
          "the think span needs a token before it, starts at " + think.start());
    }
    if (solution.start() < think.end() || solution.end() > ids.size()) {
      throw new IllegalArgumentException(
          "spans " + think + " and " + solution + " do not fit " + ids.size() + " tokens");
    }
  }

  /** Puts the parts together; see {@code spec}: student prompt, think, between, solution, tail. */
  public static ScoringSequence of(
      TokenIds prompt, TokenIds think, TokenIds between, TokenIds solution, TokenIds tail) {
    TokenSpan thinkSpan = TokenSpan.at(prompt.size(), think.size());
    return new ScoringSequence(
        TokenIds.concat(prompt, think, between, solution, tail),
        thinkSpan,
        TokenSpan.at(thinkSpan.end() + between.size(), solution.size()));
  }
}
