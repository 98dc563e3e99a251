package io.didact.algorithm;

import java.util.List;
import java.util.Optional;

/**
 * A loss as a function of the log-probabilities of a sequence's tokens. Whatever is shared by the
 * batch (denominators, advantages) is known beforehand. Where the loss is a sum over tokens it is
 * asked for a sequence in pieces: each token once, the tokens of a sequence in their order, by one
 * thread.
 */
@FunctionalInterface
public interface SequenceLoss {
  /**
   * @param sequence its place in the batch
   * @param first which token of the loss span is the first of the piece, from 0
   * @param logProbs [k] log-prob of the k-th token of the piece
   * @param reference [k] the same under the reference model; empty where there is none
   */
  Value of(int sequence, int first, double[] logProbs, double[] reference);

  /**
   * Whether a token's derivative depends on the other tokens of its sequence, as a sequence's ratio
   * does: the loss is then asked once for each sequence, for all of its tokens. It costs a second
   * pass through the output head.
   */
  default boolean wantsWholeSequences() {
    return false;
  }

  /**
   * The derivative that {@link #of} gives, as tensor operations: a GPU waits where log-probs are
   * read to ask {@link #of} for it. What the loss is and what its metrics are is asked there all
   * the same, afterwards.
   *
   * @param sequences their places in the batch
   * @return empty where the loss knows plain numbers only; it then costs a second pass through the
   *     output head on a GPU
   */
  default Optional<TensorDerivative> onDevice(List<Integer> sequences) {
    return Optional.empty();
  }

  /**
   * @param loss the piece's part of the batch's loss
   * @param derivative [k] by the k-th log-prob
   */
  record Value(double loss, double[] derivative) {}
}
