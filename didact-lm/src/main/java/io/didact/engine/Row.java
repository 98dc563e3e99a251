package io.didact.engine;

import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.List;

/** A sample and the keys and values of its own tokens, the prompt's last among them. */
final class Row {
  private final Sample sample;
  private final SharedPrompt prompt;
  private List<BlockPool.Block> blocks = new ArrayList<>();

  Row(Sample sample, SharedPrompt prompt) {
    this.sample = sample;
    this.prompt = prompt;
  }

  Sample sample() {
    return sample;
  }

  SharedPrompt prompt() {
    return prompt;
  }

  List<BlockPool.Block> blocks() {
    return blocks;
  }

  /** Own tokens whose keys and values the blocks hold: all but the one that is read next. */
  int held() {
    return sample.position() - prompt.held();
  }

  /** All tokens before the one that is read next. */
  TokenIds read() {
    return TokenIds.concat(prompt.ids(), sample.written()).slice(0, sample.position());
  }

  /** Blocks that it lacks to read its next token. */
  int missing(BlockPool pool) {
    return pool.blocksFor(held() + 1) - blocks.size();
  }

  void take(BlockPool pool) {
    blocks.add(pool.take());
  }

  void hold(List<BlockPool.Block> computed) {
    blocks = new ArrayList<>(computed);
  }

  void giveBack(BlockPool pool) {
    blocks.forEach(pool::giveBack);
    blocks = new ArrayList<>();
  }
}
