package io.didact.engine;

import io.didact.model.Attention;
import io.didact.model.AttentionWindow;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import java.util.Arrays;

/**
 * Attention of one new token a row over that row's cache. Rows have unequal lengths: columns past a
 * row's position are masked, and those that lie before a layer's window. The query heads that share
 * a key head are rows of one product.
 */
final class DecodeStep implements Attention {
  private final Tensor used;
  private final Tensor slots;
  private final Tensor written;
  private final int columns;
  private final Tensor mask;
  private final Tensor windowMask;

  /**
   * @param positions [rows] place of the new token in each of the cache's first rows; there must be
   *     room for it
   * @param window of all layers that have one
   * @param dtype of the activations
   */
  DecodeStep(KvCache cache, long[] positions, int columns, AttentionWindow window, DType dtype) {
    int rows = positions.length;
    this.columns = columns;
    used = cache.window(rows, columns);
    slots = cache.slots();
    long[] slotsOfPositions = cache.slotsOf(positions);
    written = Tensor.ofLongs(slotsOfPositions, slotsOfPositions.length);
    Tensor column = Tensor.arange(columns).unsqueeze(0);
    Tensor all = Tensor.zeros(maskType(dtype), rows, columns);
    Tensor visible = masked(all, column.greaterThan(Tensor.ofLongs(positions, rows, 1)));
    mask = visible.view(rows, 1, 1, columns);
    int width = window.narrowest();
    if (width < columns) {
      long[] firsts = Arrays.stream(positions).map(position -> position - width + 1).toArray();
      windowMask =
          masked(visible, column.lessThan(Tensor.ofLongs(firsts, rows, 1)))
              .view(rows, 1, 1, columns);
    } else {
      windowMask = mask;
    }
  }

  private static Tensor masked(Tensor mask, Tensor hidden) {
    return mask.maskedFill(hidden, Double.NEGATIVE_INFINITY);
  }

  private static DType maskType(DType dtype) {
    return dtype.bytes() < 4 ? DType.FLOAT32 : dtype;
  }

  @Override
  public Tensor attend(int layer, int window, Tensor q, Tensor k, Tensor v) {
    long rows = q.size(0);
    long heads = k.size(1);
    long width = k.size(2);
    slots.select(0, 2L * layer).indexCopy_(0, written, k.reshape(-1, width));
    slots.select(0, 2L * layer + 1).indexCopy_(0, written, v.reshape(-1, width));
    Tensor keysAndValues = used.select(0, layer);
    Tensor keys = keysAndValues.select(0, 0);
    Tensor values = keysAndValues.select(0, 1);
    Tensor queries = q.reshape(rows, heads, q.size(1) / heads, width);
    Tensor hidden = window < columns ? windowMask : mask;
    Tensor attended =
        switch (q.dtype()) {
          case FLOAT32, FLOAT64 -> Tensor.attention(queries, keys, values, hidden, false);
          case FLOAT16, BFLOAT16 -> byProducts(queries, keys, values, hidden);
          case INT64, UINT8, BOOL -> throw new IllegalArgumentException("attention over " + q);
        };
    return attended.reshape(rows, q.size(1) * width);
  }

  /** libtorch's fused kernel is four to five times slower than this in 16 bits on the CPU. */
  private static Tensor byProducts(Tensor queries, Tensor keys, Tensor values, Tensor hidden) {
    Tensor scores =
        queries
            .matmul(keys.transpose(2, 3))
            .to(DType.FLOAT32)
            .mul_(1 / Math.sqrt(queries.size(3)))
            .add_(hidden);
    return scores.softmax(-1).to(queries.dtype()).matmul(values);
  }
}
