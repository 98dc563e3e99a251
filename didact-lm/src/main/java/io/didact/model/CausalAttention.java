package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;

/**
 * Causal attention in the way that is fastest on the CPU for the element type: libtorch's fused
 * kernel for 32 and 64 bits, products and a softmax for the 16-bit types (where the fused kernel is
 * four to five times slower).
 */
final class CausalAttention {
  private CausalAttention() {}

  /**
   * @param q [batch, heads, tokens, dh], k and v alike
   * @return [batch, heads, tokens, dh]
   */
  static Tensor of(Tensor q, Tensor k, Tensor v) {
    return switch (q.dtype()) {
      case FLOAT32, FLOAT64 -> Tensor.attention(q, k, v, null, true);
      case FLOAT16, BFLOAT16 -> byProducts(q, k, v);
      case INT64, UINT8, BOOL -> throw new IllegalArgumentException("attention over " + q);
    };
  }

  private static Tensor byProducts(Tensor q, Tensor k, Tensor v) {
    long tokens = q.size(2);
    Tensor position = Tensor.arange(tokens);
    Tensor future = position.unsqueeze(0).greaterThan(position.unsqueeze(1));
    Tensor scores =
        q.matmul(k.transpose(2, 3))
            .to(DType.FLOAT32)
            .mul(1 / Math.sqrt(q.size(3)))
            .maskedFill(future, Double.NEGATIVE_INFINITY);
    return scores.softmax(-1).to(q.dtype()).matmul(v);
  }
}
