package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Causal attention in the way that is fastest on the CPU for the element type: libtorch's fused
 * kernel for 32 and 64 bits, products and a softmax for the 16-bit types (where the fused kernel is
 * four to five times slower).
 *
 * <p>Where the window is shorter than the sequence, blocks of rows attend to the columns that any
 * of them sees, under a mask.
 */
final class CausalAttention {
  /** Rows of a block: its mask has as many rows, and columns for these and the window. */
  private static final int BLOCK = 512;

  private CausalAttention() {}

  /**
   * @param q [batch, heads, tokens, dh], k and v alike
   * @param window how many tokens a token sees at most, itself included
   * @return [batch, heads, tokens, dh]
   */
  static Tensor of(Tensor q, Tensor k, Tensor v, int window) {
    return window < q.size(2)
        ? inBlocks(q, k, v, window, BLOCK)
        : switch (q.dtype()) {
          case FLOAT32, FLOAT64 -> Tensor.attention(q, k, v, null, true);
          case FLOAT16, BFLOAT16 ->
              byProducts(q, k, v, mask(DType.FLOAT32, 0, q.size(2), 0, window));
          case INT64, UINT8, BOOL -> throw new IllegalArgumentException("attention over " + q);
        };
  }

  /** See {@link #of}; any block length gives the same. */
  static Tensor inBlocks(Tensor q, Tensor k, Tensor v, int window, int block) {
    long tokens = q.size(2);
    List<Tensor> blocks = new ArrayList<>();
    for (long start = 0; start < tokens; start += block) {
      long rows = Math.min(block, tokens - start);
      long first = Math.max(0, start - window + 1);
      Tensor queries = q.narrow(2, start, rows);
      Tensor keys = k.narrow(2, first, start + rows - first);
      Tensor values = v.narrow(2, first, start + rows - first);
      blocks.add(
          switch (q.dtype()) {
            case FLOAT32, FLOAT64 ->
                Tensor.attention(
                    queries, keys, values, mask(q.dtype(), start, rows, first, window), false);
            case FLOAT16, BFLOAT16 ->
                byProducts(queries, keys, values, mask(DType.FLOAT32, start, rows, first, window));
            case INT64, UINT8, BOOL -> throw new IllegalArgumentException("attention over " + q);
          });
    }
    return Tensor.cat(blocks, 2);
  }

  /**
   * −∞ where a token does not see another, else 0.
   *
   * @param start place of the first row; the last column is that of the last row
   * @param first place of the first column
   * @return [rows, columns]
   */
  private static Tensor mask(DType dtype, long start, long rows, long first, long window) {
    long end = start + rows;
    Tensor row = Tensor.arange(end).narrow(0, start, rows).unsqueeze(1);
    Tensor column = Tensor.arange(end).narrow(0, first, end - first).unsqueeze(0);
    Tensor causal =
        Tensor.zeros(dtype, rows, end - first)
            .maskedFill(column.greaterThan(row), Double.NEGATIVE_INFINITY);
    return window >= end
        ? causal
        : causal.maskedFill(
            row.sub(column).greaterOrEqual(Tensor.ofLongs(new long[] {window}, 1)),
            Double.NEGATIVE_INFINITY);
  }

  private static Tensor byProducts(Tensor q, Tensor k, Tensor v, Tensor mask) {
    Tensor scores =
        q.matmul(k.transpose(2, 3)).to(DType.FLOAT32).mul(1 / Math.sqrt(q.size(3))).add(mask);
    return scores.softmax(-1).to(q.dtype()).matmul(v);
  }
}
