package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.BatchCounts;
import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.Grpo;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.LossReduction;
import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.Objective;
import io.didact.algorithm.PolicyRatio;
import io.didact.algorithm.SequenceLoss;
import io.didact.data.LabelledSequence;
import io.didact.engine.Finish;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.rollout.Rollout;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.tiny.Tiny;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** In float64, over fixed completions of unequal lengths after unequal prompts. */
class GrpoLossTest {
  private static final double TEMPERATURE = 0.7;
  private static final double[] ADVANTAGES = {1.3, -0.4, 0.9, -1.8, 0};
  private static final int[] PROMPTS = {3, 9, 4, 1, 6};
  private static final int[] COMPLETIONS = {7, 2, 12, 5, 1};
  private static final GrpoEquation CLIPPED =
      new GrpoEquation(0.3, new PolicyRatio.Clipped(0.2, 0.25));

  static Stream<LossReduction> reductions() {
    return Stream.of(
        LossReduction.SEQUENCE_MEAN, LossReduction.TOKEN_MEAN, LossReduction.constant(10));
  }

  @ParameterizedTest
  @MethodSource("reductions")
  void gradientIsThatOfFiniteDifferences(LossReduction reduction) {
    try (Models models = new Models(1, 1000)) {
      List<Rollout> rollouts = models.rollouts(0.4);
      Objective.BatchLoss loss = loss(CLIPPED, reduction, rollouts, ADVANTAGES);
      models.gradient(rollouts, loss);
      assertThat(loss.metrics().get("clippedFraction")).isBetween(0.05, 0.95);
      assertThat(loss.metrics().get("kl")).isPositive();
      double[] gradient = models.trainable.gradient().toDoubles();
      SplittableRandom random = new SplittableRandom(1);
      double h = 1e-5;
      for (int trial = 0; trial < 50; trial++) {
        int i = random.nextInt(gradient.length);
        double above =
            models.lossWith(i, h, rollouts, loss(CLIPPED, reduction, rollouts, ADVANTAGES));
        double below =
            models.lossWith(i, -h, rollouts, loss(CLIPPED, reduction, rollouts, ADVANTAGES));
        assertThat((above - below) / (2 * h))
            .as("derivative by weight %d", i)
            .isCloseTo(gradient[i], within(1e-7));
      }
      assertThat(Arrays.stream(gradient).map(Math::abs).max().orElse(0)).isGreaterThan(1e-2);
    }
  }

  /**
   * On policy the loss's value is the constant −A, its gradient that of ρA with ρ = 1: the clipped
   * form's, where the sampling log-probs are the present ones.
   */
  @Test
  void onPolicyGradientIsThatOfRatioOne() {
    try (Models models = new Models(1, 1000)) {
      List<Rollout> rollouts = models.rollouts(0);
      LossReduction reduction = LossReduction.SEQUENCE_MEAN;
      models.gradient(rollouts, loss(CLIPPED, reduction, rollouts, ADVANTAGES));
      double[] ratio = models.trainable.gradient().toDoubles();
      GrpoEquation onPolicy = new GrpoEquation(CLIPPED.beta(), PolicyRatio.ON_POLICY);
      models.gradient(rollouts, loss(onPolicy, reduction, rollouts, ADVANTAGES));
      assertThat(models.trainable.gradient().toDoubles()).containsExactly(ratio, within(1e-12));
    }
  }

  @Test
  void orderBudgetAndWorkersChangeNothing() {
    try (Models models = new Models(1, 1000);
        Models tiny = new Models(1, 1);
        Models shared = new Models(3, 20)) {
      List<Rollout> rollouts = models.rollouts(0.4);
      LossReduction reduction = LossReduction.TOKEN_MEAN;
      Objective.BatchLoss loss = loss(CLIPPED, reduction, rollouts, ADVANTAGES);
      double value = models.gradient(rollouts, loss);
      double[] gradient = models.trainable.gradient().toDoubles();
      int[] order = {3, 0, 4, 2, 1};
      List<Rollout> permuted = IntStream.of(order).mapToObj(rollouts::get).toList();
      double[] advantages = IntStream.of(order).mapToDouble(i -> ADVANTAGES[i]).toArray();
      for (Models other : List.of(models, tiny, shared)) {
        Objective.BatchLoss same = loss(CLIPPED, reduction, permuted, advantages);
        assertThat(other.gradient(permuted, same)).isCloseTo(value, within(1e-12));
        assertThat(other.trainable.gradient().toDoubles()).containsExactly(gradient, within(1e-12));
        assertThat(same.metrics().get("kl")).isCloseTo(loss.metrics().get("kl"), within(1e-12));
        assertThat(same.metrics().get("clippedFraction"))
            .isEqualTo(loss.metrics().get("clippedFraction"));
      }
    }
  }

  /** No completion has a number; the first is named. */
  @Test
  void aLogProbThatIsNotANumberIsNamed() {
    try (Models models = new Models(1, 1000)) {
      List<Rollout> rollouts = models.rollouts(0.4);
      try (TensorScope scope = new TensorScope()) {
        models.policy.flat().narrow(0, 0, 1).fill_(Double.NaN);
      }
      Objective.BatchLoss loss = loss(CLIPPED, LossReduction.TOKEN_MEAN, rollouts, ADVANTAGES);
      assertThatThrownBy(() -> models.gradient(rollouts, loss))
          .isInstanceOf(NonFiniteException.class)
          .hasMessageContaining("completion 0 of the batch, token 0");
    }
  }

  /**
   * A loss of whole sequences: each has one ratio, exp of the mean of its tokens' log-ratios (GSPO,
   * Zheng et al. 2025), so that a token's derivative needs the tokens behind it. With three workers
   * and passes of one sequence, workers also stand by while others are asked.
   */
  @ParameterizedTest
  @CsvSource({"1, 1000", "1, 1", "3, 20", "3, 1"})
  void aLossOfWholeSequencesIsDifferentiatedToo(int workerCount, int tokensPerMicroBatch) {
    try (Models models = new Models(workerCount, tokensPerMicroBatch)) {
      List<Rollout> rollouts = models.rollouts(0.4);
      double value = models.gradient(rollouts, sequenceRatio(rollouts));
      double[] gradient = models.trainable.gradient().toDoubles();
      SplittableRandom random = new SplittableRandom(2);
      double h = 1e-5;
      for (int trial = 0; trial < 20; trial++) {
        int i = random.nextInt(gradient.length);
        double above = models.lossWith(i, h, rollouts, sequenceRatio(rollouts));
        double below = models.lossWith(i, -h, rollouts, sequenceRatio(rollouts));
        assertThat((above - below) / (2 * h))
            .as("derivative by weight %d", i)
            .isCloseTo(gradient[i], within(1e-7));
      }
      assertThat(value).isNotZero();
      assertThat(Arrays.stream(gradient).map(Math::abs).max().orElse(0)).isGreaterThan(1e-2);
    }
  }

  /** −Σ A_i · exp(mean_k(log π_k − log π_old,k)) / n, never clipped. */
  private static SequenceLoss sequenceRatio(List<Rollout> rollouts) {
    return new SequenceLoss() {
      @Override
      public Value of(int sequence, int first, double[] logProbs, double[] reference) {
        double[] old = rollouts.get(sequence).logProbs();
        assertThat(first).isZero();
        assertThat(logProbs).hasSameSizeAs(old);
        double sum = 0;
        for (int k = 0; k < old.length; k++) {
          sum += logProbs[k] - old[k];
        }
        double loss = -ADVANTAGES[sequence] * Math.exp(sum / old.length) / rollouts.size();
        double[] derivative = new double[old.length];
        Arrays.fill(derivative, loss / old.length);
        return new Value(loss, derivative);
      }

      @Override
      public boolean wantsWholeSequences() {
        return true;
      }
    };
  }

  private static Objective.BatchLoss loss(
      GrpoEquation equation, LossReduction reduction, List<Rollout> rollouts, double[] advantages) {
    List<Objective.Sampled> batch =
        IntStream.range(0, rollouts.size())
            .mapToObj(i -> new Objective.Sampled(rollouts.get(i).logProbs(), advantages[i]))
            .toList();
    long tokens = rollouts.stream().mapToLong(each -> each.completion().size()).sum();
    return new Grpo(equation.beta(), equation.ratio(), GroupAdvantage.WITH_STD, reduction, false)
        .loss(batch, new BatchCounts(batch.size(), tokens));
  }

  private static final class Models implements AutoCloseable {
    final Parameters policy = Tiny.parameters(DType.FLOAT64, 1);
    final Parameters reference = Tiny.parameters(DType.FLOAT64, 2);
    final Workers workers;
    final WholeModel trainable;

    Models(int workerCount, int tokensPerMicroBatch) {
      workers = new Workers(workerCount);
      trainable =
          new WholeModel(
              policy, reference, workers, tokensPerMicroBatch, DecoderPass.Activations.KEPT);
    }

    /** Random tokens; sampling log-probs are the present ones, moved by up to {@code distance}. */
    List<Rollout> rollouts(double distance) {
      SplittableRandom random = new SplittableRandom(5);
      List<Rollout> drawn = new ArrayList<>();
      for (int i = 0; i < PROMPTS.length; i++) {
        TokenIds prompt = TokenIds.of(random.ints(PROMPTS[i], 0, 56).toArray());
        TokenIds completion = TokenIds.of(random.ints(COMPLETIONS[i], 0, 56).toArray());
        drawn.add(new Rollout(prompt, completion, new double[COMPLETIONS[i]], Finish.STOP, i));
      }
      double[][] present = new double[drawn.size()][];
      gradient(
          drawn,
          (sequence, first, logProbs, other) -> {
            present[sequence] = logProbs.clone();
            return new SequenceLoss.Value(0, new double[logProbs.length]);
          });
      List<Rollout> rollouts = new ArrayList<>();
      for (int i = 0; i < present.length; i++) {
        Rollout rollout = drawn.get(i);
        double[] logProbs =
            Arrays.stream(present[i])
                .map(value -> value + distance * (2 * random.nextDouble() - 1))
                .toArray();
        rollouts.add(new Rollout(rollout.prompt(), rollout.completion(), logProbs, Finish.STOP, i));
      }
      return rollouts;
    }

    double gradient(List<Rollout> rollouts, SequenceLoss loss) {
      List<LabelledSequence> batch =
          rollouts.stream()
              .map(
                  rollout ->
                      new LabelledSequence(
                          TokenIds.concat(rollout.prompt(), rollout.completion()),
                          TokenSpan.at(rollout.prompt().size(), rollout.completion().size())))
              .toList();
      return trainable.computeGradient(batch, TEMPERATURE, loss);
    }

    double lossWith(int weight, double change, List<Rollout> rollouts, SequenceLoss loss) {
      try (TensorScope scope = new TensorScope()) {
        Tensor element = policy.flat().narrow(0, weight, 1);
        double value = element.item();
        element.fill_(value + change);
        double changed = gradient(rollouts, loss);
        element.fill_(value);
        return changed;
      }
    }

    @Override
    public void close() {
      trainable.close();
      workers.close();
      policy.close();
      reference.close();
    }
  }
}
