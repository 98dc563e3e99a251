package io.didact.model.decoder;

import io.didact.tensor.Tensor;

/** How the tokens of a forward pass see one another (and tokens of earlier passes). */
public interface Attention {
  /**
   * @param layer which block, from 0
   * @param window how many tokens a token sees at most, itself included; {@link
   *     AttentionWindow#UNLIMITED} for all
   * @param q rotated queries [tokens, heads, headDim]
   * @param k rotated keys [tokens, kvHeads, headDim]
   * @param v values [tokens, kvHeads, headDim]
   * @return [tokens, heads · headDim]
   */
  Tensor attend(int layer, int window, Tensor q, Tensor k, Tensor v);
}
