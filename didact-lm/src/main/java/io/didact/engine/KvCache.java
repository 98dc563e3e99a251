package io.didact.engine;

import io.didact.model.DecoderConfig;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;

/**
 * Keys and values of the samples in work, in one tensor [layers, 2, rows, kvHeads, capacity,
 * headDim]. The capacity doubles as the samples lengthen, up to what the work can need.
 *
 * <p>It is zero at first: masked columns have weight 0 in attention, and 0 times whatever stood in
 * fresh memory could be NaN.
 */
final class KvCache implements AutoCloseable {
  private final DecoderConfig config;
  private final DType dtype;
  private final int rows;
  private final int mostColumns;
  private int capacity;
  private Tensor memory;

  /**
   * @param rows samples in work at most
   * @param columns capacity at first
   * @param mostColumns length of the longest sequence that can come
   */
  KvCache(DecoderConfig config, DType dtype, int rows, int columns, int mostColumns) {
    this.config = config;
    this.dtype = dtype;
    this.rows = rows;
    this.mostColumns = mostColumns;
    this.capacity = Math.min(columns, mostColumns);
    this.memory = allocate();
  }

  private Tensor allocate() {
    try (TensorScope scope = new TensorScope()) {
      return Tensor.zeros(
              dtype, config.layers(), 2, rows, config.kvHeads(), capacity, config.headDim())
          .owned();
    }
  }

  /** Makes room for sequences of this length. */
  void reserve(int columns) {
    if (columns <= capacity) {
      return;
    }
    int before = capacity;
    capacity = Math.max(columns, Math.min(2 * capacity, mostColumns));
    Tensor old = memory;
    memory = allocate();
    try (TensorScope scope = new TensorScope()) {
      memory.narrow(4, 0, before).copy_(old);
    }
    old.close();
  }

  /**
   * Gives rows the same beginning, in one copy.
   *
   * @param prefix [layers, 2, kvHeads, columns, headDim]
   */
  void fill(int firstRow, int count, Tensor prefix) {
    int columns = (int) prefix.size(3);
    reserve(columns);
    try (TensorScope scope = new TensorScope()) {
      memory.narrow(2, firstRow, count).narrow(4, 0, columns).copy_(prefix.unsqueeze(2));
    }
  }

  /** Copies the first columns of a row over another. */
  void move(int from, int to, int columns) {
    try (TensorScope scope = new TensorScope()) {
      Tensor used = memory.narrow(4, 0, columns);
      used.narrow(2, to, 1).copy_(used.narrow(2, from, 1));
    }
  }

  /** A view of the first rows and columns [layers, 2, rows, kvHeads, columns, headDim]. */
  Tensor window(int rows, int columns) {
    return memory.narrow(2, 0, rows).narrow(4, 0, columns);
  }

  /** A view with one vector a slot [2 · layers, slots, headDim]; keys at even, values at odd. */
  Tensor slots() {
    return memory.view(
        2L * config.layers(), (long) rows * config.kvHeads() * capacity, config.headDim());
  }

  /** Slots of one position in each of the first rows, in the order of [rows, kvHeads]. */
  long[] slotsOf(long[] positions) {
    int heads = config.kvHeads();
    long[] slots = new long[positions.length * heads];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = (long) i * capacity + positions[i / heads];
    }
    return slots;
  }

  @Override
  public void close() {
    memory.close();
  }
}
