package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pack that shares beginnings against one in which every sequence is whole. */
class SharingPackTest {
  /**
   * Groups and loners: own parts of equal and of unequal length, of one token each, as short and as
   * long as the prefix; members of a group apart from one another.
   */
  private static List<TokenIds> sequences(int vocabulary) {
    List<TokenIds> all = new ArrayList<>();
    group(all, vocabulary, 20, 5, 9, 1, 5, 9);
    all.add(RandomModels.ids(17, vocabulary, 7));
    group(all, vocabulary, 33, 1, 1);
    all.add(RandomModels.ids(17, vocabulary, 8));
    all.add(RandomModels.ids(3, vocabulary, 9));
    group(all, vocabulary, 20, 25, 4);
    all.add(2, all.remove(all.size() - 1));
    return all;
  }

  private static void group(List<TokenIds> all, int vocabulary, int prefix, int... own) {
    TokenIds shared = RandomModels.ids(prefix, vocabulary, 1000 + all.size());
    for (int i = 0; i < own.length; i++) {
      int[] ids = RandomModels.ids(own[i], vocabulary, i).toArray();
      ids[0] = i; // each goes a way of its own at once
      all.add(TokenIds.concat(shared, TokenIds.of(ids)));
    }
  }

  /**
   * All families, with windows shorter and longer than prefixes, norms of heads, biases, scalings.
   */
  static IntStream seeds() {
    return IntStream.range(0, 24);
  }

  /** A window of 24 tokens, which reaches into the prefix of some members and past that of none. */
  private static DecoderConfig wideWindow() {
    return DecoderConfig.fromJson(
        RandomConfigs.json(3).put("sliding_window", 24).put("model_type", "mistral"));
  }

  /** 119 + 17 + 70 + 17 + 3 + 69 tokens, of which 4 · 20 + 33 + 20 are there once only. */
  @Test
  void holdsWhatIsSharedOnce() {
    List<TokenIds> all = sequences(30);
    int whole = SequencePack.of(all).tokens();
    assertThat(whole).isEqualTo(129 + 17 + 68 + 17 + 3 + 69);
    assertThat(SequencePack.sharing(all).tokens()).isEqualTo(whole - 4 * 20 - 33 - 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void hiddenStatesAreThoseOfWholeSequences(int seed) {
    assertEqual(RandomConfigs.of(seed), DType.FLOAT64, 1e-11);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32", "BFLOAT16"})
  void inAllTypes(DType dtype) {
    double tolerance =
        switch (dtype) {
          case FLOAT64 -> 1e-13;
          case FLOAT32 -> 1e-5;
          default -> 0.05;
        };
    assertEqual(RandomModels.config(30, 4, 2, 6, true), dtype, tolerance);
    assertEqual(RandomModels.config(30, 6, 6, 4, false), dtype, tolerance);
    assertEqual(wideWindow(), dtype, tolerance);
  }

  /** Own parts of more than one block of rows, behind a prefix of more than one. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "BFLOAT16"})
  void longOnes(DType dtype) {
    DecoderConfig config = RandomModels.config(30, 4, 2, 6, true);
    List<TokenIds> all = new ArrayList<>();
    group(all, 30, CausalAttention.BLOCK + 90, CausalAttention.BLOCK + 1, 600, 600, 7);
    assertEqual(config, dtype, all, dtype == DType.FLOAT64 ? 1e-12 : 0.05);
  }

  /** 300 members make more scores than 16-bit products hold at once: 300 · 4 · 200 · 216 > 2²⁴. */
  @Test
  void manyMembersInParts() {
    List<TokenIds> all = new ArrayList<>();
    int[] own = new int[300];
    Arrays.fill(own, 200);
    group(all, 400, 16, own);
    assertEqual(RandomModels.config(400, 4, 2, 6, true), DType.BFLOAT16, all, 0.05);
  }

  private static void assertEqual(DecoderConfig config, DType dtype, double tolerance) {
    assertEqual(config, dtype, sequences(config.vocabSize()), tolerance);
  }

  /** ‖shared − whole‖ ≤ tolerance · ‖whole‖, for each sequence. */
  private static void assertEqual(
      DecoderConfig config, DType dtype, List<TokenIds> all, double tolerance) {
    try (Parameters parameters = RandomModels.parameters(config, dtype, 1);
        Decoder decoder = new Decoder(parameters);
        TensorScope scope = new TensorScope()) {
      SequencePack whole = SequencePack.of(all);
      SequencePack sharing = SequencePack.sharing(all);
      assertThat(sharing.tokens()).isLessThan(whole.tokens());
      Tensor expected = whole.hidden(decoder).to(DType.FLOAT64);
      Tensor actual = sharing.hidden(decoder).to(DType.FLOAT64);
      for (int s = 0; s < all.size(); s++) {
        Tensor rows = of(expected, whole, s, all.get(s).size());
        double error = of(actual, sharing, s, all.get(s).size()).sub(rows).norm();
        assertThat(error).as("sequence %d", s).isLessThanOrEqualTo(tolerance * rows.norm());
      }
    }
  }

  private static Tensor of(Tensor rows, SequencePack pack, int sequence, int length) {
    return rows.indexSelect(0, Tensor.ofInts(places(pack, sequence, length)));
  }

  private static int[] places(SequencePack pack, int sequence, int length) {
    return IntStream.range(0, length).map(k -> pack.row(sequence, k)).toArray();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void gradientsAreThoseOfWholeSequences(int seed) {
    DecoderConfig config = RandomConfigs.of(seed);
    List<TokenIds> all = sequences(config.vocabSize());
    try (Parameters parameters = RandomModels.parameters(config, DType.FLOAT64, seed)) {
      double[] whole =
          gradient(parameters, SequencePack.of(all), all, DecoderPass.Activations.KEPT);
      double[] kept =
          gradient(parameters, SequencePack.sharing(all), all, DecoderPass.Activations.KEPT);
      double[] recomputed =
          gradient(parameters, SequencePack.sharing(all), all, DecoderPass.Activations.RECOMPUTED);
      double largest = Arrays.stream(whole).map(Math::abs).max().orElseThrow();
      assertThat(largest).isGreaterThan(1e-2);
      assertThat(kept).containsExactly(whole, within(1e-11 * largest));
      assertThat(recomputed).as("to the last bit").containsExactly(kept);
    }
  }

  /** RECOMPUTED does what KEPT does, in the same order. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void recomputedIsKeptToTheLastBit(DType dtype) {
    DecoderConfig config = RandomConfigs.of(1); // qwen3, with norms of heads
    List<TokenIds> all = sequences(config.vocabSize());
    try (Parameters parameters = RandomModels.parameters(config, dtype, 1)) {
      SequencePack pack = SequencePack.sharing(all);
      assertThat(gradient(parameters, pack, all, DecoderPass.Activations.RECOMPUTED))
          .containsExactly(gradient(parameters, pack, all, DecoderPass.Activations.KEPT));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7})
  void gradientsAreThoseOfFiniteDifferences(int seed) {
    DecoderConfig config = RandomConfigs.of(seed);
    List<TokenIds> all = sequences(config.vocabSize());
    SequencePack pack = SequencePack.sharing(all);
    try (Parameters parameters = RandomModels.parameters(config, DType.FLOAT64, seed)) {
      double[] gradient = gradient(parameters, pack, all, DecoderPass.Activations.KEPT);
      double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
      SplittableRandom random = new SplittableRandom(seed);
      double h = 1e-5;
      for (int trial = 0; trial < 30; trial++) {
        int weight = random.nextInt(gradient.length);
        double above = lossWith(parameters, pack, all, weight, h);
        double below = lossWith(parameters, pack, all, weight, -h);
        assertThat((above - below) / (2 * h))
            .as("derivative by weight %d", weight)
            .isCloseTo(gradient[weight], within(1e-6 * largest));
      }
    }
  }

  /** L = Σ c · hidden with random c [tokens of a sequence, d] of its own for each sequence. */
  private static Tensor coefficients(int sequence, int length, int d) {
    SplittableRandom random = new SplittableRandom(sequence);
    return Tensor.ofDoubles(
        DoubleStream.generate(random::nextGaussian).limit((long) length * d).toArray(), length, d);
  }

  private static double[] gradient(
      Parameters parameters,
      SequencePack pack,
      List<TokenIds> all,
      DecoderPass.Activations activations) {
    try (GradientBuffer buffer = new GradientBuffer(parameters);
        Decoder decoder = new Decoder(parameters, buffer);
        TensorScope scope = new TensorScope()) {
      DecoderPass pass = pack.pass(decoder, activations);
      int d = decoder.config().hiddenSize();
      Tensor byHidden = Tensor.zeros(DType.FLOAT64, pack.tokens(), d);
      for (int s = 0; s < all.size(); s++) {
        int length = all.get(s).size();
        byHidden.indexAdd_(0, Tensor.ofInts(places(pack, s, length)), coefficients(s, length, d));
      }
      pass.backward(byHidden.to(decoder.dtype()));
      return buffer.sum().toDoubles();
    }
  }

  private static double lossWith(
      Parameters parameters, SequencePack pack, List<TokenIds> all, int weight, double change) {
    try (Decoder decoder = new Decoder(parameters);
        TensorScope scope = new TensorScope()) {
      Tensor element = parameters.flat().narrow(0, weight, 1);
      double value = element.item();
      element.fill_(value + change);
      Tensor hidden = pack.hidden(decoder);
      element.fill_(value);
      double loss = 0;
      for (int s = 0; s < all.size(); s++) {
        int length = all.get(s).size();
        loss +=
            of(hidden, pack, s, length)
                .mul(coefficients(s, length, decoder.config().hiddenSize()))
                .sum()
                .item();
      }
      return loss;
    }
  }
}
