package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * x·r·w, or x·r·(1 + w), with r = 1/√(mean(x²) + ε) over the last dimension (Zhang and Sennrich 2019).
 *
 * @param weight w [d]
 * @param weightGradient to add gradients into, in at least 32 bits; null where the weight does not
 *     change
 * @param gain what w stands for
 */
record RmsNorm(Tensor weight, @Nullable Tensor weightGradient, double epsilon, NormGain gain) {
  /** Of x [rows, d] or [rows, heads, d]. */
  Tensor of(Tensor x) {
    return gain.norm(x, weight, epsilon);
  }

  /**
   * The gradient by x; that of the weight, where there is one, is left to be added. With g the
   * gradient by the result and t = g·x·r, dL/dw = Σ t over the rows and dL/dx = g·w·r −
   * x·r²·Σ(t·w)/d; with 1 + w in place of w where that is the gain.
   *
   * @param x [rows, d] or [rows, heads, d]
   * @param gradient by the result, of the same shape
   * @return of the same shape and type as x
   */
  Tensor backward(PendingGradients pending, Tensor x, Tensor gradient) {
    DType wide = x.dtype().wide();
    long d = weight.size(0);
    Tensor values = x.reshape(-1, d).to(wide);
    Tensor g = gradient.reshape(-1, d).to(wide);
    Tensor w = gain.of(weight.to(wide));
    Tensor r = values.mul(values).mean(1).add(epsilon).rsqrt();
    Tensor t = g.mul(values).mul_(r);
    if (weightGradient != null) {
      pending.summand(weightGradient, t.sum(0));
    }
    Tensor share = t.matmul(w).unsqueeze(1).mul_(r).mul_(r).mul_(-1.0 / d);
    return g.mul(w).mul_(r).addcmul_(values, share).to(x.dtype()).view(x.shape());
  }

  /** {@link #backward} of no rows. */
  void backwardOfNone(PendingGradients pending) {
    Tensor none = Tensor.empty(weight.dtype(), 0, weight.size(0));
    backward(pending, none, none);
  }
}
