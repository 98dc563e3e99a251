package io.didact.engine;

import io.didact.text.TokenIds;
import java.util.List;

/**
 * A prompt's keys and values, held once for all samples of it: its rows count as references, and
 * they stay until the last of its samples has ended, or memory is short and none of them is in
 * work.
 *
 * <p>A prompt's last token is not part of them: it is the first token that each sample reads, so
 * that a sample's first step is like all others.
 */
final class SharedPrompt {
  private final TokenIds ids;
  private List<BlockPool.Block> blocks = List.of();
  private int unfinished;
  private int rows;

  /**
   * @param ids not empty
   * @param samples at least 1
   */
  SharedPrompt(TokenIds ids, int samples) {
    this.ids = ids;
    this.unfinished = samples;
  }

  TokenIds ids() {
    return ids;
  }

  /** Tokens that are held. */
  int held() {
    return ids.size() - 1;
  }

  /** True where there is something to hold and it is not held. */
  boolean isMissing() {
    return held() > 0 && blocks.isEmpty();
  }

  List<BlockPool.Block> blocks() {
    return blocks;
  }

  void hold(List<BlockPool.Block> computed) {
    blocks = computed;
  }

  /** A row begins to use it. */
  void enter() {
    rows++;
  }

  /**
   * A row no longer uses it.
   *
   * @param finished whether its sample has ended; else it will come back
   */
  void leave(boolean finished) {
    rows--;
    unfinished -= finished ? 1 : 0;
  }

  boolean isInUse() {
    return rows > 0;
  }

  /** True where no sample will need it again. */
  boolean isDone() {
    return unfinished == 0;
  }

  void giveBack(BlockPool pool) {
    blocks.forEach(pool::giveBack);
    blocks = List.of();
  }
}
