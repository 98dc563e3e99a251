package io.didact.train;

import io.didact.algorithm.BatchCounts;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.GrpoTerms;
import io.didact.algorithm.LossReduction;
import io.didact.rollout.Rollout;
import java.util.List;

/** GRPO's loss (paper eq. 1) of a batch of completions, and what it saw. */
final class GrpoLoss implements SequenceLoss {
  private final GrpoEquation equation;
  private final LossReduction reduction;
  private final List<Rollout> rollouts;
  private final double[] advantages;
  private final BatchCounts counts;
  private final double[] kl;
  private final int[] clipped;

  /**
   * @param advantages [rollouts]
   */
  GrpoLoss(
      GrpoEquation equation, LossReduction reduction, List<Rollout> rollouts, double[] advantages) {
    this.equation = equation;
    this.reduction = reduction;
    this.rollouts = rollouts;
    this.advantages = advantages;
    this.counts =
        BatchCounts.of(rollouts.stream().mapToInt(each -> each.completion().size()).toArray());
    this.kl = new double[rollouts.size()];
    this.clipped = new int[rollouts.size()];
  }

  @Override
  public Value of(int sequence, int first, double[] logProbs, double[] reference) {
    double weight = reduction.tokenWeight(rollouts.get(sequence).completion().size(), counts);
    double loss = 0;
    double[] derivative = new double[logProbs.length];
    for (int k = 0; k < logProbs.length; k++) {
      GrpoTerms token =
          token(sequence, first + k, logProbs[k], reference.length == 0 ? 0 : reference[k]);
      loss += weight * token.loss();
      derivative[k] = weight * token.derivative();
      kl[sequence] += token.kl();
      clipped[sequence] += token.clipped() ? 1 : 0;
    }
    return new Value(loss, derivative);
  }

  private GrpoTerms token(int sequence, int place, double logProb, double reference) {
    double sampling = rollouts.get(sequence).logProbs()[place];
    try {
      return equation.token(logProb, sampling, reference, advantages[sequence]);
    } catch (IllegalArgumentException e) {
      throw new NonFiniteException(
          "completion " + sequence + " of the batch, token " + place + ": " + e.getMessage());
    }
  }

  /** Mean over tokens of the k3 estimate of KL(π_θ ‖ π_ref). */
  double meanKl() {
    double sum = 0;
    for (double each : kl) {
      sum += each;
    }
    return sum / counts.tokens();
  }

  /** Share of tokens whose ratio was clipped. */
  double clippedFraction() {
    long sum = 0;
    for (int each : clipped) {
      sum += each;
    }
    return (double) sum / counts.tokens();
  }
}
