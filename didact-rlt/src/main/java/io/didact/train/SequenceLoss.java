package io.didact.train;

/**
 * A loss as a function of one sequence's log-probabilities. The batch's loss is the sum over its
 * sequences, so whatever is shared by the batch (denominators, advantages) is known beforehand.
 */
@FunctionalInterface
public interface SequenceLoss {
  /**
   * @param sequence its place in the batch
   * @param logProbs [k] log-prob of the k-th token of the loss span
   * @param reference [k] the same under the reference model; empty where there is none
   */
  Value of(int sequence, double[] logProbs, double[] reference);

  /**
   * @param loss this sequence's part of the batch's loss
   * @param derivative [k] by the k-th log-prob
   */
  record Value(double loss, double[] derivative) {}
}
