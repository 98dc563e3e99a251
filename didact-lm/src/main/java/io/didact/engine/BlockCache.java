package io.didact.engine;

import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderConfig;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One worker's keys and values: those of prompts, which rows share, and each row's own, in two
 * pools that may have so many blocks together.
 */
final class BlockCache implements AutoCloseable {
  private static final int FEWEST_TOKENS = 32;
  private static final int MOST_TOKENS = 256;

  private final Decoder decoder;
  private final BlockPool prompts;
  private final BlockPool own;
  private final int mostBlocks;
  private final Set<SharedPrompt> held = new LinkedHashSet<>();

  /**
   * @param blockTokens see {@link #blockTokens}
   * @param mostTokens for which there is room; more where a single sample needs more
   */
  BlockCache(Decoder decoder, int blockTokens, long mostTokens, Collection<Row> rows) {
    this.decoder = decoder;
    this.prompts = new BlockPool(decoder.config(), decoder.dtype(), blockTokens);
    this.own = new BlockPool(decoder.config(), decoder.dtype(), blockTokens);
    int longest = 0;
    for (Row row : rows) {
      int atTheEnd = row.sample().longest() - 1 - row.prompt().held();
      longest = Math.max(longest, prompts.blocksFor(row.prompt().held()) + own.blocksFor(atTheEnd));
    }
    this.mostBlocks =
        (int) Math.max(longest, Math.min(Integer.MAX_VALUE, mostTokens / blockTokens));
  }

  /**
   * Tokens of a block: a sixteenth of the longest sequence, as a power of two. Small ones waste
   * little at their ends, large ones are put together faster.
   */
  static int blockTokens(int longest) {
    int sixteenth = Integer.highestOneBit(Math.max(1, longest / 16));
    return Math.max(FEWEST_TOKENS, Math.min(MOST_TOKENS, sixteenth));
  }

  BlockPool prompts() {
    return prompts;
  }

  BlockPool own() {
    return own;
  }

  /** Blocks that are left. */
  int free() {
    return mostBlocks - prompts.used() - own.used();
  }

  /** Blocks that a row needs to come into work. */
  int neededFor(Row row) {
    int prompt = row.prompt().isMissing() ? prompts.blocksFor(row.prompt().held()) : 0;
    return prompt + row.missing(own);
  }

  /** Tokens that have to be read for it. */
  int readFor(Row row) {
    return row.held() > 0
        ? row.sample().position()
        : row.prompt().isMissing() ? row.prompt().held() : 0;
  }

  /** Reads what the rows lack, in one pass. */
  void enter(List<Row> rows) {
    rows.forEach(row -> row.prompt().enter());
    List<Row> toRead = new ArrayList<>();
    List<TokenIds> sequences = new ArrayList<>();
    Set<SharedPrompt> read = new LinkedHashSet<>();
    for (Row row : rows) {
      boolean first = row.prompt().isMissing() && read.add(row.prompt());
      if (first || row.held() > 0) {
        toRead.add(row);
        sequences.add(row.read());
      }
    }
    if (sequences.isEmpty()) {
      return;
    }
    try (TensorScope scope = new TensorScope()) {
      List<Tensor> keysAndValues = Prefix.compute(decoder, sequences);
      for (int i = 0; i < toRead.size(); i++) {
        store(toRead.get(i), keysAndValues.get(i));
      }
    }
  }

  /**
   * @param keysAndValues [layers, 2, kvHeads, tokens, headDim] of all that the row has read
   */
  private void store(Row row, Tensor keysAndValues) {
    SharedPrompt prompt = row.prompt();
    if (prompt.isMissing()) {
      prompt.hold(prompts.store(keysAndValues.narrow(3, 0, prompt.held())));
      held.add(prompt);
    }
    if (row.held() > 0) {
      row.hold(own.store(keysAndValues.narrow(3, prompt.held(), row.held())));
    }
  }

  /** A row's sample has ended. */
  void retire(Row row) {
    leave(row, true);
    if (row.prompt().isDone()) {
      forget(row.prompt());
    }
  }

  /** A row goes back to wait; what it has read is given up. */
  void suspend(Row row) {
    leave(row, false);
  }

  private void leave(Row row, boolean finished) {
    row.giveBack(own);
    row.prompt().leave(finished);
  }

  /** Gives up prompts of which no sample is in flight, until something is free. */
  void forgetIdlePrompts() {
    for (SharedPrompt prompt : List.copyOf(held)) {
      if (free() > 0) {
        return;
      }
      if (!prompt.isInUse()) {
        forget(prompt);
      }
    }
  }

  private void forget(SharedPrompt prompt) {
    prompt.giveBack(prompts);
    held.remove(prompt);
  }

  DecoderConfig config() {
    return decoder.config();
  }

  @Override
  public void close() {
    prompts.close();
    own.close();
  }
}
