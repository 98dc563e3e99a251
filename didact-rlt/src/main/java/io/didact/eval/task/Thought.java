package io.didact.eval.task;

import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.Generator;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** One sample of budget forcing in work. */
final class Thought {
  private final TokenIds prompt;
  private final long seed;
  private final BudgetForcing budget;
  private final Tokenizer tokenizer;
  private final Set<Integer> endIds;
  private final byte[] stop;

  private TokenIds written = TokenIds.EMPTY;

  /** Where the text after the last {@code instead} begins: the stop is looked for from here. */
  private int from;

  private int waits;
  private int goes;
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

  /** Tokens that the thought may still have. */
  int rest() {
    return budget.thinkingTokens() - written.size();
  }

  /** Asks for what comes next. */
  Generator.Request request() {
    return new Generator.Request(
        TokenIds.concat(prompt, written), new long[] {ForcedRespondent.seedOf(seed, goes)});
  }

  /** Takes what the model thought next. */
  void take(Completion completion) {
    goes++;
    TokenIds longer = TokenIds.concat(written, completion.ids());
    Optional<TokenIds> ended = beforeEnd(longer);
    written = ended.orElse(longer);
    if (ended.isEmpty()) {
      over = rest() <= 0;
      cut = over;
      return;
    }
    TokenIds waiting = tokenizer.encodeContinuation(budget.instead());
    if (waits < budget.times() && rest() > waiting.size()) {
      waits++;
      written = TokenIds.concat(written, waiting);
      from = written.size();
    } else {
      over = true;
    }
  }

  /** Ends the thought, so that the answer comes next. */
  void close() {
    if (!cut) {
      append(budget.close());
      return;
    }
    boolean newLine = tokenizer.decode(written).endsWith("\n");
    append(newLine ? budget.closeAtLimit().replaceFirst("^\n", "") : budget.closeAtLimit());
  }

  private void append(String text) {
    written = TokenIds.concat(written, tokenizer.encodeContinuation(text));
  }

  /** Takes the answer. */
  void answered(Completion completion) {
    written = TokenIds.concat(written, completion.ids());
    finish = completion.finish();
  }

  /** All that was written after the prompt, the opening included. */
  Response response(TokenIds open) {
    return new Response(TokenIds.concat(open, written), finish);
  }

  /**
   * The ids before the first end of the thought; nothing where there is none. A token that holds
   * the beginning of the end is written again without it.
   */
  private Optional<TokenIds> beforeEnd(TokenIds ids) {
    byte[] text = tokenizer.bytes(ids.slice(from, ids.size()));
    int end = indexOf(stop, text);
    int start = 0;
    for (int i = from; i < ids.size(); i++) {
      int next = start + tokenizer.byteLength(ids.get(i));
      if (end >= 0 && end < next) {
        TokenIds rest = tokenizer.encodeContinuation(text(text, start, end));
        return Optional.of(TokenIds.concat(ids.slice(0, i), rest));
      }
      if (endIds.contains(ids.get(i))) {
        return Optional.of(ids.slice(0, i));
      }
      start = next;
    }
    return Optional.empty();
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
