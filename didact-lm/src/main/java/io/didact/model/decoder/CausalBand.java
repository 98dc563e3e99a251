package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;

/**
 * The masks of causal attention, all as views of one matrix: row i of a block whose first row has P
 * tokens before it sees the columns up to P + i, and of these the last W under a window of W. Moved
 * by P, this is the same for all blocks.
 *
 * @param scores [rows, before + rows] 0 where a row sees a column, else −∞
 * @param before most tokens before a block
 */
record CausalBand(Tensor scores, int before) {
  /**
   * @param rows most rows of a block
   * @param before most tokens before a block's first row
   * @param window tokens that a row sees at most, itself included
   * @param dtype of the attention's arguments
   */
  static CausalBand of(int rows, int before, int window, DType dtype) {
    try (TensorScope scope = new TensorScope()) {
      Tensor row = Tensor.arange(rows).unsqueeze(1).add(before);
      Tensor column = Tensor.arange(before + (long) rows).unsqueeze(0);
      Tensor causal =
          Tensor.zeros(CausalAttention.typeOfScores(dtype), rows, before + (long) rows)
              .maskedFill(column.greaterThan(row), Double.NEGATIVE_INFINITY);
      Tensor scores =
          window > before + rows
              ? causal
              : causal.maskedFill(
                  row.sub(column).greaterOrEqual(Tensor.full(DType.INT64, window, 1)),
                  Double.NEGATIVE_INFINITY);
      return new CausalBand(scope.keep(scores), before);
    }
  }

  /**
   * The mask of one block.
   *
   * @param tokens before its first row
   * @param first column of the mask, at most {@code tokens}
   * @return [rows, tokens + rows − first]
   */
  Tensor mask(int rows, int tokens, int first) {
    return scores
        .narrow(0, 0, rows)
        .narrow(1, (long) before - tokens + first, (long) tokens + rows - first);
  }
}
