package io.didact.model.decoder;

import io.didact.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What is around a branch f of a layer: x + α·after(f(before(x))).
 *
 * @param before null where the family has no norm there
 * @param after null where the family has no norm there
 * @param factor α
 */
record Residual(@Nullable RmsNorm before, @Nullable RmsNorm after, double factor) {
  /** What the branch begins with [tokens, d]. */
  Tensor in(Tensor x) {
    return before == null ? x : before.of(x);
  }

  /**
   * x and the branch.
   *
   * @param sum [tokens, d]
   * @param branch before its norm [tokens, d]; null where there is none
   */
  record Sum(Tensor sum, @Nullable Tensor branch) {}

  /**
   * Ends a branch.
   *
   * @param last f's last product
   * @param inner what is multiplied there [tokens, in]
   */
  Sum sum(Tensor x, Linear last, Tensor inner) {
    if (after == null && factor == 1) {
      return new Sum(last.plus(x, inner), null);
    }
    Tensor branch = last.of(inner);
    if (after == null) {
      return new Sum(branch.mul_(factor).add_(x), null);
    }
    Tensor normed = after.of(branch);
    return new Sum((factor == 1 ? normed : normed.mul_(factor)).add_(x), branch);
  }

  /**
   * The gradient by the branch from that by the sum.
   *
   * @param branch as {@link #sum} gave it
   */
  Tensor backwardIntoBranch(PendingGradients pending, @Nullable Tensor branch, Tensor gradient) {
    Tensor scaled = factor == 1 ? gradient : gradient.mul(factor);
    return after == null || branch == null ? scaled : after.backward(pending, branch, scaled);
  }

  /**
   * The gradient by x.
   *
   * @param byIn the gradient by {@link #in} x; becomes part of the result
   * @param gradient by the sum
   */
  Tensor backward(PendingGradients pending, Tensor x, Tensor byIn, Tensor gradient) {
    return (before == null ? byIn : before.backward(pending, x, byIn)).add_(gradient);
  }

  /** {@link #backwardIntoBranch} of no rows. */
  void intoBranchOfNone(PendingGradients pending) {
    if (after != null) {
      after.backwardOfNone(pending);
    }
  }

  /** {@link #backward} of no rows. */
  void backwardOfNone(PendingGradients pending) {
    if (before != null) {
      before.backwardOfNone(pending);
    }
  }
}
