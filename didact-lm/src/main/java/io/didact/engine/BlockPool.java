package io.didact.engine;

import io.didact.model.decoder.DecoderConfig;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values in blocks of a fixed number of tokens, in one tensor [layers, 2, blocks, kvHeads,
 * tokens, headDim]. The blocks in use lie at its front, so that attention goes over them as they
 * are: where one is given back, the last takes its place. The memory doubles as blocks are taken.
 *
 * <p>It is zero at first: masked columns have weight 0 in attention, and 0 times whatever stood in
 * fresh memory could be NaN.
 */
final class BlockPool implements AutoCloseable {
  private static final int FIRST_BLOCKS = 16;

  private final DecoderConfig config;
  private final DType dtype;
  private final int tokens;
  private final List<Block> blocks = new ArrayList<>();
  private int capacity;
  private Tensor memory;

  /** A block in use. */
  static final class Block {
    private int index;

    private Block(int index) {
      this.index = index;
    }

    /** Its place in the pool now; giving back another block may change it. */
    int index() {
      return index;
    }
  }

  /**
   * @param tokens of a block, at least 1
   */
  BlockPool(DecoderConfig config, DType dtype, int tokens) {
    this.config = config;
    this.dtype = dtype;
    this.tokens = tokens;
    this.capacity = FIRST_BLOCKS;
    this.memory = allocate();
  }

  private Tensor allocate() {
    try (TensorScope scope = new TensorScope()) {
      return Tensor.zeros(
              dtype, config.layers(), 2, capacity, config.kvHeads(), tokens, config.headDim())
          .owned();
    }
  }

  /** Tokens of a block. */
  int tokens() {
    return tokens;
  }

  /** Blocks that so many tokens take. */
  int blocksFor(int count) {
    return (count + tokens - 1) / tokens;
  }

  /** Blocks in use. */
  int used() {
    return blocks.size();
  }

  Block take() {
    if (blocks.size() == capacity) {
      grow();
    }
    Block block = new Block(blocks.size());
    blocks.add(block);
    return block;
  }

  private void grow() {
    int before = capacity;
    capacity = 2 * before;
    Tensor old = memory;
    memory = allocate();
    try (TensorScope scope = new TensorScope()) {
      memory.narrow(2, 0, before).copy_(old);
    }
    old.close();
  }

  /** The block is not to be used again. */
  void giveBack(Block block) {
    Block last = blocks.remove(blocks.size() - 1);
    if (last != block) {
      try (TensorScope scope = new TensorScope()) {
        memory.narrow(2, block.index, 1).copy_(memory.narrow(2, last.index, 1));
      }
      last.index = block.index;
      blocks.set(last.index, last);
    }
  }

  /**
   * Writes a sequence's keys and values into blocks of their own.
   *
   * @param keysAndValues [layers, 2, kvHeads, columns, headDim], at least one column
   */
  List<Block> store(Tensor keysAndValues) {
    int columns = (int) keysAndValues.size(3);
    List<Block> taken = new ArrayList<>();
    for (int start = 0; start < columns; start += tokens) {
      int count = Math.min(tokens, columns - start);
      Block block = take();
      taken.add(block);
      try (TensorScope scope = new TensorScope()) {
        memory
            .select(2, block.index)
            .narrow(3, 0, count)
            .copy_(keysAndValues.narrow(3, start, count));
      }
    }
    return taken;
  }

  /** A view of the keys of the blocks in use [blocks, kvHeads, tokens, headDim]. */
  Tensor keys(int layer) {
    return part(layer, 0);
  }

  /** A view of the values of the blocks in use [blocks, kvHeads, tokens, headDim]. */
  Tensor values(int layer) {
    return part(layer, 1);
  }

  private Tensor part(int layer, int which) {
    return memory.select(0, layer).select(0, which).narrow(0, 0, blocks.size());
  }

  /** A view with one vector a slot [2 · layers, slots, headDim]; keys at even, values at odd. */
  Tensor slots() {
    return memory.view(
        2L * config.layers(), (long) capacity * config.kvHeads() * tokens, config.headDim());
  }

  /**
   * The slot of a column of a block in the first head; the next heads' follow every {@link
   * #tokens}.
   */
  long slot(Block block, int column) {
    return (long) block.index * config.kvHeads() * tokens + column;
  }

  /** Bytes that the memory takes. */
  long bytes() {
    return memory.elements() * dtype.bytes();
  }

  @Override
  public void close() {
    memory.close();
  }
}
