package io.didact.eval.task;

import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.RolloutRequest;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** One sample of budget forcing in flight. */
final class Thought {
  private final TokenIds prompt;
  private final long seed;
  private final BudgetForcing budget;
  private final Tokenizer tokenizer;
  private final Set<Integer> endIds;
  private final byte[] stop;

  private TokenIds written = TokenIds.EMPTY;
  private int goes;
  private int sampled;
  private boolean over;
  private boolean cut;
  private Finish finish = Finish.LENGTH;

  /**
   * @param prompt with the opened thought
   * @param endIds that end the model's turn, and a thought too
   */
  Thought(
      TokenIds prompt, long seed, BudgetForcing budget, Tokenizer tokenizer, Set<Integer> endIds) {
    this.prompt = prompt;
    this.seed = seed;
    this.budget = budget;
    this.tokenizer = tokenizer;
    this.endIds = endIds;
    this.stop = budget.stop().getBytes(StandardCharsets.UTF_8);
  }

  boolean isOver() {
    return over;
  }

  /**
   * Asks for what comes next in the thought.
   *
   * @param ends ids with which it does not go on, so that something comes after each {@code
   *     instead}
   */
  RolloutRequest goOn(Set<Integer> ends) {
    return new RolloutRequest(soFar(), seeds(), new int[] {rest()}, ends);
  }

  /** Takes what the model thought next. */
  void take(Completion next) {
    goes++;
    sampled += next.ids().size();
    cut = next.finish() == Finish.LENGTH;
    TokenIds longer = TokenIds.concat(written, cut ? next.ids() : beforeEnd(next.ids()));
    written = longer.slice(0, Math.min(longer.size(), budget.thinkingTokens()));
    TokenIds waiting = tokenizer.encodeContinuation(budget.instead());
    over = cut || goes > budget.times() || rest() <= waiting.size();
    if (!over) {
      written = TokenIds.concat(written, waiting);
    }
  }

  /** Ends the thought and asks for the answer. */
  RolloutRequest answer() {
    boolean newLine = cut && tokenizer.decode(written).endsWith("\n");
    String closed = cut ? budget.closeAtLimit() : budget.close();
    append(newLine ? closed.replaceFirst("^\n", "") : closed);
    return new RolloutRequest(soFar(), seeds());
  }

  /**
   * Tokens of the budget that the model did not write, once the thought is over; below 0 where it
   * wrote more, because ends of the thought were taken away.
   */
  long spared() {
    return budget.thinkingTokens() - sampled;
  }

  /** Tokens that the thought may still have. */
  private int rest() {
    return budget.thinkingTokens() - written.size();
  }

  private TokenIds soFar() {
    return TokenIds.concat(prompt, written);
  }

  private long[] seeds() {
    return new long[] {ForcedRespondent.seedOf(seed, goes)};
  }

  private void append(String text) {
    written = TokenIds.concat(written, tokenizer.encodeContinuation(text));
  }

  /** Takes the answer. */
  void answered(Completion answer) {
    written = TokenIds.concat(written, answer.ids());
    finish = answer.finish();
  }

  /** All that was written after the prompt, the opening included. */
  Completion response(TokenIds open) {
    return Completion.ofIds(TokenIds.concat(open, written), finish);
  }

  /**
   * The ids before the end of the thought, which they hold. A token that holds the beginning of the
   * end is written again without it, perhaps with more tokens.
   */
  private TokenIds beforeEnd(TokenIds ids) {
    byte[] text = tokenizer.bytes(ids);
    int end = indexOf(stop, text);
    int start = 0;
    for (int i = 0; i < ids.size(); i++) {
      int next = start + tokenizer.byteLength(ids.get(i));
      if (end >= 0 && end < next) {
        return TokenIds.concat(
            ids.slice(0, i), tokenizer.encodeContinuation(text(text, start, end)));
      }
      if (endIds.contains(ids.get(i))) {
        return ids.slice(0, i);
      }
      start = next;
    }
    return ids;
  }

  private static int indexOf(byte[] wanted, byte[] text) {
    for (int at = 0; at + wanted.length <= text.length; at++) {
      if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  /** The text of some bytes; none where they are no whole characters. */
  private static String text(byte[] bytes, int start, int end) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      return "";
    }
  }
}
