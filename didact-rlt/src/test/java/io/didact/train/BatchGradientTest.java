package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.SequenceLoss;
import io.didact.data.LabelledSequence;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchGradientTest {
  private static final DecoderConfig CONFIG =
      new DecoderConfig("qwen2", 23, 16, 24, 2, 4, 2, 4, 1e-6, 10_000, true, 64, List.of(1));

  /** Unequal lengths, unequal spans. */
  private static final List<LabelledSequence> BATCH =
      IntStream.of(5, 12, 7, 7, 3)
          .mapToObj(
              length -> {
                SplittableRandom random = new SplittableRandom(length);
                int[] ids = random.ints(length, 2, 23).toArray();
                return new LabelledSequence(TokenIds.of(ids), new TokenSpan(length / 2, length));
              })
          .toList();

  /** A loss that is not linear in the log-probs: Σ exp(lp)/(1 + place) + lp²/10. */
  private static final SequenceLoss LOSS =
      (place, first, logProbs, reference) ->
          new SequenceLoss.Value(
              Arrays.stream(logProbs).map(lp -> Math.exp(lp) / (1 + place) + lp * lp / 10).sum(),
              Arrays.stream(logProbs).map(lp -> Math.exp(lp) / (1 + place) + lp / 5).toArray());

  @Test
  void gradientIsThatOfFiniteDifferences() {
    try (Parameters parameters = spread(Parameters.random(CONFIG, DType.FLOAT64, 5));
        Workers one = new Workers(1);
        WholeModel model = new WholeModel(parameters, one, 1000, DecoderPass.Activations.KEPT)) {
      assertFiniteDifferences(model, BATCH);
    }
  }

  @Test
  void splitIntoMicroBatchesAndWorkersChangesNothing() {
    try (Parameters parameters = spread(Parameters.random(CONFIG, DType.FLOAT64, 5));
        Workers one = new Workers(1);
        Workers three = new Workers(3);
        WholeModel whole = new WholeModel(parameters, one, 1000, DecoderPass.Activations.KEPT);
        WholeModel tiny = new WholeModel(parameters, one, 1, DecoderPass.Activations.KEPT);
        WholeModel shared = new WholeModel(parameters, three, 20, DecoderPass.Activations.KEPT)) {
      double loss = whole.computeGradient(BATCH, 1, LOSS);
      double[] gradient = whole.gradient().toDoubles();
      for (WholeModel other : List.of(tiny, shared)) {
        assertThat(other.computeGradient(BATCH, 1, LOSS)).isCloseTo(loss, within(1e-12));
        assertThat(other.gradient().toDoubles()).containsExactly(gradient, within(1e-12));
      }
    }
  }

  /**
   * Two groups that share 18 and 20 tokens, one of them with members that end soon, and sequences
   * that share nothing; loss tokens from within the prefix on, and after it.
   */
  private static List<LabelledSequence> groups() {
    List<LabelledSequence> all = new ArrayList<>(BATCH);
    for (int[] lengths : new int[][] {{18, 4, 9, 4, 1}, {20, 1, 12}}) {
      SplittableRandom random = new SplittableRandom(lengths[0]);
      TokenIds prefix = TokenIds.of(random.ints(lengths[0], 2, 23).toArray());
      for (int i = 1; i < lengths.length; i++) {
        int[] own = random.ints(lengths[i], 2, 23).toArray();
        own[0] = 2 + i;
        TokenIds ids = TokenIds.concat(prefix, TokenIds.of(own));
        int start = i == 2 ? lengths[0] - 3 : lengths[0];
        all.add(new LabelledSequence(ids, new TokenSpan(start, ids.size())));
      }
    }
    Collections.shuffle(all, new Random(1));
    return all;
  }

  /** From each sequence in a pass of its own to all groups in one, over one to four workers. */
  @ParameterizedTest
  @EnumSource
  void groupsMayBeSplitAnyhow(DecoderPass.Activations activations) {
    try (Parameters parameters = spread(Parameters.random(CONFIG, DType.FLOAT64, 5));
        Workers one = new Workers(1);
        WholeModel alone = new WholeModel(parameters, one, 1, DecoderPass.Activations.KEPT)) {
      double loss = alone.computeGradient(groups(), 0.7, LOSS);
      double[] gradient = alone.gradient().toDoubles();
      double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
      for (int workerCount = 1; workerCount <= 4; workerCount++) {
        for (int tokens : new int[] {25, 30, 47, 1000}) {
          try (Workers workers = new Workers(workerCount);
              WholeModel model = new WholeModel(parameters, workers, tokens, activations)) {
            assertThat(model.computeGradient(groups(), 0.7, LOSS)).isCloseTo(loss, within(1e-11));
            assertThat(model.gradient().toDoubles())
                .containsExactly(gradient, within(1e-12 * largest));
          }
        }
      }
    }
  }

  /** Each call begins with a sum of nothing, in every worker. */
  @Test
  void aGradientForgetsTheOneBefore() {
    try (Parameters parameters = spread(Parameters.random(CONFIG, DType.FLOAT32, 5));
        Workers three = new Workers(3);
        WholeModel model = new WholeModel(parameters, three, 47, DecoderPass.Activations.KEPT)) {
      model.computeGradient(groups(), 0.7, LOSS);
      double[] first = model.gradient().toDoubles();
      model.computeGradient(BATCH, 0.7, LOSS);
      model.computeGradient(groups(), 0.7, LOSS);
      assertThat(Arrays.equals(model.gradient().toDoubles(), first)).isTrue();
    }
  }

  /** The reference sees the same packs: of equal weights its log-probs are the policy's own. */
  @ParameterizedTest
  @EnumSource
  void anEqualReferenceIsEqualToTheLastBit(DecoderPass.Activations activations) {
    try (Parameters parameters = spread(Parameters.random(CONFIG, DType.FLOAT32, 5));
        Workers two = new Workers(2);
        WholeModel model = new WholeModel(parameters, parameters, two, 47, activations)) {
      SequenceLoss difference =
          (place, first, logProbs, reference) -> {
            assertThat(reference).containsExactly(logProbs);
            return new SequenceLoss.Value(0, new double[logProbs.length]);
          };
      assertThat(model.computeGradient(groups(), 0.7, difference)).isZero();
    }
  }

  @Test
  void gradientOfGroupsIsThatOfFiniteDifferences() {
    try (Parameters parameters = spread(Parameters.random(CONFIG, DType.FLOAT64, 5));
        Workers one = new Workers(1);
        WholeModel model =
            new WholeModel(parameters, one, 1000, DecoderPass.Activations.RECOMPUTED)) {
      assertFiniteDifferences(model, groups());
    }
  }

  /** The model has 64 positions; of 66 tokens it reads 65. */
  @Test
  void refusesWhatIsLongerThanThePositions() {
    try (Parameters parameters = Parameters.random(CONFIG, DType.FLOAT32, 5);
        Workers one = new Workers(1);
        WholeModel model = new WholeModel(parameters, one, 1000, DecoderPass.Activations.KEPT)) {
      LabelledSequence longest = ofTokens(65);
      assertThat(model.computeGradient(List.of(longest), 1, LOSS)).isPositive();
      assertThatThrownBy(() -> model.computeGradient(List.of(longest, ofTokens(66)), 1, LOSS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "sequence 1 of the batch has 65 tokens to read, more than the model's 64 positions");
    }
  }

  private static LabelledSequence ofTokens(int count) {
    TokenIds ids = TokenIds.of(new SplittableRandom(1).ints(count, 2, 23).toArray());
    return new LabelledSequence(ids, new TokenSpan(1, count));
  }

  @Test
  void everyParameterLearns() {
    try (Parameters parameters = spread(Parameters.random(CONFIG, DType.FLOAT32, 5));
        Workers two = new Workers(2);
        WholeModel model = new WholeModel(parameters, two, 20, DecoderPass.Activations.KEPT);
        AdamW adamW =
            new AdamW(parameters.flat(), parameters.decayedSize(), AdamWOptions.paper(), two)) {
      double[] before = parameters.flat().toDoubles();
      List<LabelledSequence> all =
          BATCH.stream()
              .map(each -> new LabelledSequence(each.ids(), new TokenSpan(1, each.ids().size())))
              .toList();
      model.computeGradient(all, 1, LOSS);
      double norm = adamW.step(model.gradient(), 1, 1e-3);
      assertThat(norm).isPositive();
      double[] after = parameters.flat().toDoubles();
      // Rows of the tied embedding that are never a target still get a gradient through the head.
      long unmoved = IntStream.range(0, before.length).filter(i -> before[i] == after[i]).count();
      assertThat(unmoved).as("weights that did not move, of %d", before.length).isLessThan(40);
    }
  }

  /**
   * Of 16-bit weights: within a few parts in 100 of the gradient of the same values in 64 bits (as
   * angle and length), and as near when it is added up from many passes.
   */
  @Test
  void narrowWeightsHaveNearlyTheSameGradient() {
    try (Parameters narrow = spread(Parameters.random(CONFIG, DType.BFLOAT16, 5));
        Parameters exact = narrow.to(DType.FLOAT64);
        Workers one = new Workers(1);
        WholeModel reference = new WholeModel(exact, one, 1000, DecoderPass.Activations.KEPT)) {
      reference.computeGradient(BATCH, 1, LOSS);
      for (int tokens : new int[] {1000, 1}) {
        try (WholeModel model = new WholeModel(narrow, one, tokens, DecoderPass.Activations.KEPT);
            TensorScope scope = new TensorScope()) {
          model.computeGradient(BATCH, 1, LOSS);
          assertThat(model.gradient().dtype()).isEqualTo(DType.FLOAT32);
          double error = model.gradient().to(DType.FLOAT64).sub(reference.gradient()).norm();
          assertThat(error / reference.gradient().norm()).isBetween(1e-5, 0.05);
        }
      }
    }
  }

  private static void assertFiniteDifferences(WholeModel model, List<LabelledSequence> batch) {
    model.computeGradient(batch, 0.7, LOSS);
    double[] gradient = model.gradient().toDoubles();
    SplittableRandom random = new SplittableRandom(1);
    double h = 1e-5;
    for (int trial = 0; trial < 60; trial++) {
      int i = random.nextInt(gradient.length);
      double above = lossWith(model, batch, i, h);
      double below = lossWith(model, batch, i, -h);
      assertThat((above - below) / (2 * h))
          .as("derivative by weight %d", i)
          .isCloseTo(gradient[i], within(1e-6 * Math.max(1, Math.abs(gradient[i]))));
    }
    assertThat(Arrays.stream(gradient).map(Math::abs).max().orElse(0)).isGreaterThan(1e-2);
  }

  private static double lossWith(
      WholeModel model, List<LabelledSequence> batch, int weight, double change) {
    try (TensorScope scope = new TensorScope()) {
      Tensor element = model.parameters().flat().narrow(0, weight, 1);
      double value = element.item();
      element.fill_(value + change);
      double loss = model.computeGradient(batch, 0.7, LOSS);
      element.fill_(value);
      return loss;
    }
  }

  /** Larger than usual weights, so that attention is far from uniform; biases not 0. */
  private static Parameters spread(Parameters parameters) {
    SplittableRandom random = new SplittableRandom(3);
    double[] noise = random.doubles(parameters.size(), -0.4, 0.4).toArray();
    try (TensorScope scope = new TensorScope()) {
      Tensor delta = Tensor.ofDoubles(noise, noise.length).to(parameters.flat().dtype());
      parameters.flat().add_(delta);
    }
    return parameters;
  }
}
