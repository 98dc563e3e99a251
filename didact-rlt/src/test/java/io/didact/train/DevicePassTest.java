package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.BatchCounts;
import io.didact.algorithm.Grpo;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.NonFiniteException;
import io.didact.algorithm.Objective;
import io.didact.algorithm.PolicyRatio;
import io.didact.algorithm.SequenceLoss;
import io.didact.data.LabelledSequence;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.FrozenWeights;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Transfers;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.tiny.Tiny;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The way of a GPU, gone on the CPU, against the CPU's own. */
class DevicePassTest {
  private static final int[] LENGTHS = {12, 30, 7, 21, 9};
  private static final int MICRO = 40;

  private static final List<LabelledSequence> BATCH =
      IntStream.of(LENGTHS)
          .mapToObj(
              length -> {
                int[] ids = new SplittableRandom(length).ints(length, 0, 56).toArray();
                return new LabelledSequence(TokenIds.of(ids), new TokenSpan(3, length));
              })
          .toList();

  private static final long TOKENS = BATCH.stream().mapToLong(each -> each.loss().length()).sum();

  /** What a batch comes to. */
  private record Seen(
      double[] gradient, double loss, double entropy, Map<String, Double> metrics, long reads) {}

  private static Objective.BatchLoss grpo(PolicyRatio ratio, double beta) {
    SplittableRandom random = new SplittableRandom(4);
    List<Objective.Sampled> sampled =
        BATCH.stream()
            .map(
                each -> {
                  int tokens = each.loss().length();
                  double[] weights = random.doubles(tokens, 0, 2).toArray();
                  return new Objective.Sampled(
                      random.doubles(tokens, -5, -3).toArray(),
                      random.nextGaussian(),
                      tokens > 10 ? weights : new double[0]);
                })
            .toList();
    return Grpo.of(new GrpoEquation(beta, ratio))
        .loss(sampled, new BatchCounts(BATCH.size(), TOKENS));
  }

  private static Objective.BatchLoss metricless(SequenceLoss loss) {
    return new Objective.BatchLoss() {
      @Override
      public Map<String, Double> metrics() {
        return Map.of();
      }

      @Override
      public Value of(int sequence, int first, double[] logProbs, double[] reference) {
        return loss.of(sequence, first, logProbs, reference);
      }

      @Override
      public boolean wantsWholeSequences() {
        return loss.wantsWholeSequences();
      }
    };
  }

  /** L = Σ (Σ_k lp_k)²: known as plain numbers only, of whole sequences. */
  private static final SequenceLoss PLAIN =
      new SequenceLoss() {
        @Override
        public Value of(int sequence, int first, double[] logProbs, double[] reference) {
          double sum = Arrays.stream(logProbs).sum() - Arrays.stream(reference).sum();
          double[] derivative = new double[logProbs.length];
          Arrays.fill(derivative, 2 * sum);
          return new Value(sum * sum, derivative);
        }

        @Override
        public boolean wantsWholeSequences() {
          return true;
        }
      };

  static Stream<Arguments> losses() {
    Supplier<Objective.BatchLoss> onPolicy = () -> grpo(PolicyRatio.ON_POLICY, 0.04);
    Supplier<Objective.BatchLoss> clipped = () -> grpo(new PolicyRatio.Clipped(0.2, 0.25), 0.3);
    Supplier<Objective.BatchLoss> without = () -> grpo(PolicyRatio.Clipped.defaults(), 0);
    Supplier<Objective.BatchLoss> plain = () -> metricless(PLAIN);
    return Stream.of(DType.FLOAT64, DType.FLOAT32)
        .flatMap(
            dtype ->
                Stream.of(
                    Arguments.of("on policy", onPolicy, true, dtype, 1),
                    Arguments.of("clipped", clipped, true, dtype, 1),
                    Arguments.of("without reference", without, false, dtype, 1),
                    Arguments.of("plain numbers", plain, true, dtype, 2)));
  }

  @ParameterizedTest(name = "{0} {3}")
  @MethodSource("losses")
  void isThatOfPlainDoubles(
      String name,
      Supplier<Objective.BatchLoss> loss,
      boolean reference,
      DType dtype,
      int readsOfAPack) {
    Seen plain = seen(loss.get(), dtype, reference, false);
    Seen own = seen(loss.get(), dtype, reference, true);
    double tolerance = dtype == DType.FLOAT64 ? 1e-12 : 1e-6;
    double largest = Arrays.stream(plain.gradient).map(Math::abs).max().orElseThrow();
    assertThat(largest).isGreaterThan(1e-4);
    assertThat(own.gradient).containsExactly(plain.gradient, within(tolerance * largest));
    assertThat(own.loss).isCloseTo(plain.loss, within(tolerance * (1 + Math.abs(plain.loss))));
    assertThat(own.entropy).isCloseTo(plain.entropy, within(tolerance * plain.entropy));
    assertThat(own.metrics.keySet()).isEqualTo(plain.metrics.keySet());
    plain.metrics.forEach(
        (metric, value) ->
            assertThat(own.metrics.get(metric))
                .as(metric)
                .isCloseTo(value, within(tolerance * 10)));
    if (name.equals("clipped")) {
      assertThat(plain.metrics.get("clippedFraction")).isBetween(0.05, 0.95);
      assertThat(plain.metrics.get("kl")).isPositive();
    }
    assertThat(own.reads).as("three packs").isEqualTo(3L * readsOfAPack);
  }

  private static Seen seen(
      Objective.BatchLoss loss, DType dtype, boolean reference, boolean onDevice) {
    Transfers transfers = new Transfers();
    try (Workers one = new Workers(1);
        Parameters parameters = Tiny.parameters(dtype, 1);
        Parameters other = Tiny.parameters(dtype, 2);
        AllWeights weights = new AllWeights(Tiny.CHECKPOINT, parameters);
        BatchGradient batches =
            new BatchGradient(
                weights,
                reference ? new FrozenWeights(other) : null,
                one,
                MICRO,
                DecoderPass.Activations.KEPT,
                true,
                onDevice)) {
      BatchGradient.Totals totals;
      try (Transfers.Scope counting = transfers.count()) {
        totals = batches.of(BATCH, 0.7, loss);
      }
      long reads = transfers.counts().reads();
      double[] gradient = weights.gradient().sum().toDoubles();
      return new Seen(gradient, totals.loss(), totals.entropy(), loss.metrics(), reads);
    }
  }

  @Test
  void fineTuningToo() {
    SequenceLoss loss = SftTrainer.negativeLogLikelihood(TOKENS);
    Seen plain = seen(metricless(loss), DType.FLOAT64, false, false);
    try (Workers one = new Workers(1);
        Parameters parameters = Tiny.parameters(DType.FLOAT64, 1);
        AllWeights weights = new AllWeights(Tiny.CHECKPOINT, parameters);
        BatchGradient batches =
            new BatchGradient(
                weights, null, one, MICRO, DecoderPass.Activations.RECOMPUTED, false, true)) {
      Transfers transfers = new Transfers();
      try (Transfers.Scope counting = transfers.count()) {
        assertThat(batches.of(BATCH, 0.7, loss).loss()).isCloseTo(plain.loss, within(1e-12));
      }
      assertThat(transfers.counts().reads()).isEqualTo(3);
      assertThat(weights.gradient().sum().toDoubles())
          .containsExactly(plain.gradient, within(1e-13));
    }
  }

  @Test
  void aLogProbThatIsNotANumberIsNamed() {
    try (Workers one = new Workers(1);
        Parameters parameters = Tiny.parameters(DType.FLOAT32, 1);
        AllWeights weights = new AllWeights(Tiny.CHECKPOINT, parameters);
        BatchGradient batches =
            new BatchGradient(
                weights, null, one, 1000, DecoderPass.Activations.KEPT, false, true)) {
      try (TensorScope scope = new TensorScope()) {
        parameters.flat().narrow(0, 0, 1).fill_(Double.NaN);
      }
      assertThatThrownBy(() -> batches.of(BATCH, 1, grpo(PolicyRatio.ON_POLICY, 0)))
          .isInstanceOf(NonFiniteException.class)
          .hasMessageContaining("of the batch, token 0");
    }
  }

  /** Clipping and the optimizer read the gradient's norm, and nothing else. */
  @Test
  void anOptimizersStepReadsTheNorm() {
    try (Workers one = new Workers(1);
        Parameters parameters = Tiny.parameters(DType.BFLOAT16, 1);
        AdamW adam =
            new AdamW(parameters.flat(), parameters.decayedSize(), AdamWOptions.paper(), one);
        TensorScope scope = new TensorScope()) {
      Transfers transfers = new Transfers();
      Tensor gradient = Tensor.full(DType.FLOAT32, 2, parameters.size());
      try (Transfers.Scope counting = transfers.count()) {
        adam.step(gradient, 1, 0.01);
      }
      assertThat(transfers.counts().reads()).isEqualTo(1);
      assertThat(transfers.counts().writes()).isZero();
    }
  }

  @Test
  void aDeviceHasOneWorker() {
    try (Workers two = new Workers(2);
        Parameters parameters = Tiny.parameters(DType.FLOAT32, 1);
        AllWeights weights = new AllWeights(Tiny.CHECKPOINT, parameters)) {
      assertThatThrownBy(
              () ->
                  new BatchGradient(
                      weights, null, two, 10, DecoderPass.Activations.KEPT, false, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one worker, not 2");
    }
  }
}
