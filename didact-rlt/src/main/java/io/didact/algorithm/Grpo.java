package io.didact.algorithm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Group relative policy optimisation (paper eq. 1–2).
 *
 * @param advantage how a group's rewards become advantages
 * @param equation β and the policy ratio
 * @param reduction how token losses become one
 */
public record Grpo(GroupAdvantage advantage, GrpoEquation equation, LossReduction reduction)
    implements Objective {

  /** The paper's teacher run: division by the deviation, β 0.04, on policy, sequence means. */
  public static Grpo paper() {
    return new Grpo(GroupAdvantage.WITH_STD, GrpoEquation.paper(), LossReduction.SEQUENCE_MEAN);
  }

  @Override
  public double[] advantages(double[] rewards) {
    return advantage.of(rewards);
  }

  @Override
  public boolean asksReference() {
    return equation.beta() > 0;
  }

  @Override
  public boolean allowsSeveralUpdates() {
    return !(equation.ratio() instanceof PolicyRatio.OnPolicy);
  }

  @Override
  public BatchLoss loss(List<Sampled> part, BatchCounts counts) {
    return new Loss(equation, reduction, part, counts);
  }

  private static final class Loss implements BatchLoss {
    private final GrpoEquation equation;
    private final LossReduction reduction;
    private final List<Sampled> batch;
    private final BatchCounts counts;
    private final double[] kl;
    private final int[] clipped;

    Loss(GrpoEquation equation, LossReduction reduction, List<Sampled> batch, BatchCounts counts) {
      this.equation = equation;
      this.reduction = reduction;
      this.batch = batch;
      this.counts = counts;
      this.kl = new double[batch.size()];
      this.clipped = new int[batch.size()];
    }

    @Override
    public Value of(int sequence, int first, double[] logProbs, double[] reference) {
      double weight = reduction.tokenWeight(batch.get(sequence).logProbs().length, counts);
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
      Sampled sampled = batch.get(sequence);
      try {
        return equation.token(logProb, sampled.logProbs()[place], reference, sampled.advantage());
      } catch (IllegalArgumentException e) {
        throw new NonFiniteException(
            "completion " + sequence + " of the batch, token " + place + ": " + e.getMessage());
      }
    }

    /** {@code kl}: the mean over tokens of k3; {@code clippedFraction}: the share of tokens. */
    @Override
    public Map<String, Double> metrics() {
      double klSum = 0;
      long clippedSum = 0;
      for (int i = 0; i < kl.length; i++) {
        klSum += kl[i];
        clippedSum += clipped[i];
      }
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("kl", klSum / counts.tokens());
      metrics.put("clippedFraction", (double) clippedSum / counts.tokens());
      return metrics;
    }
  }
}
