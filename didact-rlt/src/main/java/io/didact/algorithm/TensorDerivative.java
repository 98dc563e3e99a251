package io.didact.algorithm;

import io.didact.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A loss's derivative by the log-probs of sequences that lie end to end, as tensor operations. */
@FunctionalInterface
public interface TensorDerivative {
  /**
   * @param first which of the tokens of all sequences is the first asked for
   * @param logProbs [n] FLOAT64
   * @param reference [n] FLOAT64 the same under the reference model; null where there is none
   * @return [n] FLOAT64 by each log-prob
   */
  Tensor at(int first, Tensor logProbs, @Nullable Tensor reference);
}
