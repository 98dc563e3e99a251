package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Sums of the head's gradient at some rows, tile by tile.
 *
 * @param weight W [V, d]
 * @param wide the hidden states [n, d] in at least 32 bits
 * @param narrow their own type
 * @param byHidden dL/dh so far, like {@code wide}
 * @param byWeight dL/dW [V, d], to which is added; null where the weight does not change
 */
record HeadGradient(
    Tensor weight, Tensor wide, DType narrow, Tensor byHidden, @Nullable Tensor byWeight) {
  static HeadGradient of(Tensor weight, Tensor hidden, @Nullable Tensor byWeight) {
    Tensor wide = hidden.to(hidden.dtype().wide());
    Tensor byHidden = Tensor.zeros(wide.dtype(), wide.shape());
    return new HeadGradient(weight, wide, hidden.dtype(), byHidden, byWeight);
  }

  /**
   * Adds what a tile's tokens contribute that are not the rows' targets.
   *
   * @param start the tile's first token
   * @param masses of the tile's tokens, 0 at the targets [n, length]
   * @param share what turns a row's masses into dL/d(logit) [n, 1]
   */
  void add(long start, Tensor masses, Tensor share) {
    long length = masses.size(1);
    Tensor tile = weight.narrow(0, start, length);
    byHidden.addcmul_(masses.matmul(tile).to(wide.dtype()), share);
    if (byWeight != null) {
      addProduct(byWeight.narrow(0, start, length), masses, wide.mul(share).to(narrow));
    }
  }

  /** gradient += aᵀ · b; in 16 bits the product is rounded once, the sum is not. */
  private static void addProduct(Tensor gradient, Tensor a, Tensor b) {
    if (a.dtype() == gradient.dtype()) {
      gradient.addTransposedProduct_(a, b);
    } else {
      gradient.add_(a.transpose(0, 1).matmul(b));
    }
  }

  /**
   * Adds the targets' part.
   *
   * @param targets [n] INT64 of which those from {@code from} to before {@code to} are ours
   * @param atTargets dL/d(logit of the target) [n, 1]
   */
  void addAtTargets(Tensor targets, long from, long to, Tensor atTargets) {
    Tensor within = targets.clampMin(from).clampMax(to - 1);
    Tensor own = atTargets.mul(within.equalTo(targets).to(atTargets.dtype()).unsqueeze(1));
    if (byWeight != null) {
      byWeight.indexAdd_(0, within, wide.mul(own));
    }
    byHidden.addcmul_(weight.indexSelect(0, within).to(wide.dtype()), own);
  }
}
