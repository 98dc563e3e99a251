package io.didact.algorithm;

import io.didact.config.Rules;
import io.didact.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Group relative policy optimisation (paper eq. 1–2).
 *
 * @param beta β, weight of the KL to the reference; 0 for no reference
 * @param ratio to the policy that sampled
 * @param advantage how a group's rewards become advantages
 * @param lossReduction how token losses become one
 * @param maskTruncated whether completions that the limit cut are left out of the loss (Yu et al.
 *     2025, overlong filtering)
 */
public record Grpo(
    double beta,
    PolicyRatio ratio,
    GroupAdvantage advantage,
    LossReduction lossReduction,
    boolean maskTruncated)
    implements Objective {
  public Grpo {
    new Rules().valid(() -> new GrpoEquation(beta, ratio)).done();
  }

  /** The paper's teacher run: division by the deviation, β 0.04, on policy, sequence means. */
  public static Grpo paper() {
    return of(GrpoEquation.paper());
  }

  /** With an equation, and otherwise as in the paper. */
  public static Grpo of(GrpoEquation equation) {
    return new Grpo(
        equation.beta(),
        equation.ratio(),
        GroupAdvantage.WITH_STD,
        LossReduction.SEQUENCE_MEAN,
        false);
  }

  static Grpo defaults() {
    return paper();
  }

  @Override
  public double[] advantages(double[] rewards) {
    return advantage.of(rewards);
  }

  @Override
  public boolean asksReference() {
    return beta > 0;
  }

  @Override
  public boolean masksTruncated() {
    return maskTruncated;
  }

  @Override
  public boolean allowsSeveralUpdates() {
    return ratio.isBounded();
  }

  @Override
  public BatchLoss loss(List<Sampled> part, BatchCounts counts) {
    return new Loss(new GrpoEquation(beta, ratio), lossReduction, part, counts);
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

    /** What is known of the tokens beforehand goes to the device in one piece. */
    @Override
    public Optional<TensorDerivative> onDevice(List<Integer> sequences) {
      int tokens = sequences.stream().mapToInt(i -> batch.get(i).logProbs().length).sum();
      double[] known = new double[3 * tokens];
      int at = 0;
      for (int i : sequences) {
        Sampled sampled = batch.get(i);
        double weight = reduction.tokenWeight(sampled.logProbs().length, counts);
        for (int k = 0; k < sampled.logProbs().length; k++) {
          known[at] = weight;
          known[tokens + at] = sampled.logProbs()[k];
          known[2 * tokens + at] = sampled.advantage(k);
          at++;
        }
      }
      Tensor all = Tensor.ofDoubles(known, 3, tokens);
      return Optional.of(
          (first, logProbs, reference) -> {
            Tensor own = all.narrow(1, first, logProbs.size(0));
            return equation
                .derivative(logProbs, own.select(0, 1), reference, own.select(0, 2))
                .mul(own.select(0, 0));
          });
    }

    private GrpoTerms token(int sequence, int place, double logProb, double reference) {
      Sampled sampled = batch.get(sequence);
      try {
        return equation.token(
            logProb, sampled.logProbs()[place], reference, sampled.advantage(place));
      } catch (IllegalArgumentException e) {
        throw new NonFiniteException(
            "completion " + sequence + " of the batch, token " + place + ": " + e.getMessage());
      }
    }

    /**
     * {@code kl}: the mean over tokens of k3, where there is a reference; {@code clippedFraction}:
     * the share of tokens, where the ratio has bounds.
     */
    @Override
    public Map<String, Double> metrics() {
      double klSum = 0;
      long clippedSum = 0;
      for (int i = 0; i < kl.length; i++) {
        klSum += kl[i];
        clippedSum += clipped[i];
      }
      Map<String, Double> metrics = new LinkedHashMap<>();
      if (equation.beta() > 0) {
        metrics.put("kl", klSum / counts.tokens());
      }
      if (equation.ratio().isBounded()) {
        metrics.put("clippedFraction", (double) clippedSum / counts.tokens());
      }
      return metrics;
    }
  }
}
