package io.didact.algorithm;

import io.didact.config.Rules;

/**
 * How the losses of single tokens become the loss of a batch: {@code loss = Σ weight · tokenLoss}.
 * A token's weight depends on its sequence's length and on counts of the whole batch only, so the
 * sum may be split into micro-batches anywhere.
 */
public sealed interface LossReduction {
  /** Mean over each sequence's tokens, then over sequences (paper eq. 1). */
  LossReduction SEQUENCE_MEAN = new SequenceMean();

  /** Mean over all tokens of the batch: long sequences count more. */
  LossReduction TOKEN_MEAN = new TokenMean();

  /** Sum over tokens divided by (sequences · length), whatever the actual lengths are. */
  static LossReduction constant(int length) {
    return new Constant(length);
  }

  /**
   * The weight of each token of a sequence.
   *
   * @param sequenceLength number of loss tokens of the sequence, ≥ 1
   * @param batch counts of the whole batch, all ranks and micro-batches together
   */
  double tokenWeight(int sequenceLength, BatchCounts batch);

  /** See {@link #SEQUENCE_MEAN}. */
  record SequenceMean() implements LossReduction {
    @Override
    public double tokenWeight(int sequenceLength, BatchCounts batch) {
      return 1.0 / requirePositive(sequenceLength) / batch.sequences();
    }
  }

  /** See {@link #TOKEN_MEAN}. */
  record TokenMean() implements LossReduction {
    @Override
    public double tokenWeight(int sequenceLength, BatchCounts batch) {
      requirePositive(sequenceLength);
      return 1.0 / batch.tokens();
    }
  }

  /**
   * See {@link #constant}.
   *
   * @param length the constant, usually the largest completion length, in tokens
   */
  record Constant(int length) implements LossReduction {
    public Constant {
      new Rules("constant loss reduction").require(length >= 1, "length", "≥ 1", length).done();
    }

    @Override
    public double tokenWeight(int sequenceLength, BatchCounts batch) {
      requirePositive(sequenceLength);
      return 1.0 / length / batch.sequences();
    }
  }

  private static int requirePositive(int sequenceLength) {
    if (sequenceLength < 1) {
      throw new IllegalArgumentException("a sequence of " + sequenceLength + " tokens has no loss");
    }
    return sequenceLength;
  }
}
