package io.didact.train;

/**
 * A loss that is a sum over tokens of functions of their log-probabilities. Whatever is shared by
 * the batch (denominators, advantages) is known beforehand, so that it may be asked for a sequence
 * in pieces: each token once, the tokens of a sequence in their order, by one thread.
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
   * @param loss the piece's part of the batch's loss
   * @param derivative [k] by the k-th log-prob
   */
  record Value(double loss, double[] derivative) {}
}
