package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.SequenceLoss;
import io.didact.model.decoder.LogProbHead;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of the sequences of a pack, whose loss tokens lie end to end: any stretch of them is cut
 * into pieces of single sequences.
 *
 * @param places of the sequences in the batch
 * @param lengths loss tokens of each
 * @param reference [loss tokens of all] log-probs under the reference; empty where there is none
 * @param tally to which losses and entropies are added. A loss that is not finite is a failure
 *     there, and has no gradient: what follows goes on, since other ranks and workers wait for it
 */
record PackedLoss(
    List<Integer> places,
    int[] lengths,
    SequenceLoss loss,
    double[] reference,
    BatchGradient.Tally tally)
    implements LogProbHead.Derivative {
  @Override
  public double[] at(int first, double[] logProbs) {
    double[] derivative = new double[logProbs.length];
    int end = first + logProbs.length;
    int start = 0; // of the sequence among all loss tokens
    for (int i = 0; i < lengths.length && start < end; i++) {
      int from = Math.max(first, start);
      int to = Math.min(end, start + lengths[i]);
      if (from < to) {
        double[] piece = Arrays.copyOfRange(logProbs, from - first, to - first);
        double[] own = piece(i, from - start, piece, slice(from, to));
        System.arraycopy(own, 0, derivative, from - first, own.length);
      }
      start += lengths[i];
    }
    return derivative;
  }

  /**
   * The derivative by all log-probs of the pack at once, to be asked for in pieces.
   *
   * @param logProbs [loss tokens of all]
   */
  LogProbHead.Derivative whole(double[] logProbs) {
    double[] derivative = at(0, logProbs);
    PackedLoss pack = this;
    return new LogProbHead.Derivative() {
      @Override
      public double[] at(int first, double[] some) {
        return Arrays.copyOfRange(derivative, first, first + some.length);
      }

      @Override
      public boolean wantsEntropies() {
        return pack.wantsEntropies();
      }

      @Override
      public void entropies(int first, double[] some) {
        pack.entropies(first, some);
      }
    };
  }

  @Override
  public boolean wantsEntropies() {
    return tally.entropies().length > 0;
  }

  @Override
  public void entropies(int first, double[] some) {
    tally.entropies()[places.get(0)] += Arrays.stream(some).sum();
  }

  private double[] slice(int from, int to) {
    return reference.length == 0 ? reference : Arrays.copyOfRange(reference, from, to);
  }

  private double[] piece(int i, int first, double[] logProbs, double[] referenceOfPiece) {
    int place = places.get(i);
    try {
      SequenceLoss.Value value = loss.of(place, first, logProbs, referenceOfPiece);
      if (!Double.isFinite(value.loss())) {
        throw new NonFiniteException(
            "the loss of sequence " + place + " of the batch is " + value.loss());
      }
      tally.losses()[place] += value.loss();
      return value.derivative();
    } catch (NonFiniteException e) {
      tally.failures()[place] = e;
      return new double[logProbs.length];
    }
  }
}
