package io.didact.model;

import io.didact.tensor.Tensor;

/** How the tokens of a forward pass see one another (and tokens of earlier passes). */
public interface Attention {
  /**
   * @param layer which block, from 0
   * @param q rotated queries [tokens, heads, headDim]
   * @param k rotated keys [tokens, kvHeads, headDim]
   * @param v values [tokens, kvHeads, headDim]
   * @return [tokens, heads · headDim]
   */
  Tensor attend(int layer, Tensor q, Tensor k, Tensor v);
}
