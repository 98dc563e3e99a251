package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adapters over models of all families. */
class LoraTest {
  /** Of configurations of all families. */
  private static final int[] SEEDS =
      IntStream.concat(IntStream.range(0, 8), IntStream.range(80, 100)).toArray();

  /**
   * Any of the matrices, rank 1 to 4; in two thirds of the seeds some have ranks and alphas of
   * their own.
   */
  private static LoraShape shape(DecoderConfig config, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SortedSet<String> modules = new TreeSet<>();
    List<String> all = LoraShape.modulesOf(config);
    all.stream().filter(name -> random.nextInt(3) > 0).forEach(modules::add);
    modules.add(all.get(random.nextInt(all.size())));
    int rank = random.nextInt(1, 5);
    double alpha = random.nextDouble(1, 9);
    Map<String, LoraShape.Size> others = new HashMap<>();
    for (String module : modules) {
      if (seed % 3 > 0 && random.nextInt(3) == 0) {
        others.put(module, new LoraShape.Size(random.nextInt(1, 7), random.nextDouble(1, 9)));
      }
    }
    return new LoraShape(rank, alpha, seed % 2 == 0, modules, others);
  }

  /** A and B normal with deviation 0.3. */
  private static LoraWeights adapter(DecoderConfig config, LoraShape shape, DType dtype, int seed) {
    LoraWeights made = LoraWeights.zeros(config, shape, dtype);
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[Math.toIntExact(made.flat().elements())];
    Arrays.setAll(values, i -> 0.3 * random.nextGaussian());
    try (TensorScope scope = new TensorScope()) {
      made.flat().copy_(Tensor.ofDoubles(values, values.length));
    }
    return made;
  }

  private static Tensor targets(TokenIds ids) {
    return Tensor.ofInts(ids.slice(1, ids.size()).toArray());
  }

  private static double[] logProbs(ModelWeights weights, TokenIds ids) {
    try (Decoder decoder = weights.decoder()) {
      return logProbs(decoder, ids);
    }
  }

  private static double[] logProbs(Decoder decoder, TokenIds ids) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Tensor hidden = SequencePack.of(List.of(ids.slice(0, ids.size() - 1))).hidden(decoder);
      return decoder.head().logProbs(hidden, targets(ids), 1);
    }
  }

  /** W = [[1, 2], [3, 4]], A = [[1, −1]], B = (10, 20)ᵀ, s = 6/2 = 3: W + 3·B·A. */
  @Test
  void mergedByHand() {
    DecoderConfig config = RandomModels.config(20, 1, 1, 2, true);
    String name = "model.layers.0.self_attn.k_proj";
    LoraShape shape = new LoraShape(2, 6, false, new TreeSet<>(List.of(name)));
    try (TensorScope scope = new TensorScope();
        LoraWeights adapter = LoraWeights.zeros(config, shape, DType.FLOAT64)) {
      assertThat(adapter.parts())
          .extracting(ParameterLayout.Part::name)
          .containsExactly(name + ".lora_A.weight", name + ".lora_B.weight");
      // A [2, 24] has (1, −1) in its first row; B [2, 2] has (10, 20) in its first column.
      Tensor a = adapter.view(adapter.parts().get(0));
      a.narrow(0, 0, 1).narrow(1, 0, 2).copy_(Tensor.ofDoubles(new double[] {1, -1}, 1, 2));
      Tensor b = adapter.view(adapter.parts().get(1));
      b.narrow(1, 0, 1).copy_(Tensor.ofDoubles(new double[] {10, 20}, 2, 1));
      ParameterLayout.Leaf qkv = ParameterLayout.of(config).layers().get(0).qkv();
      Tensor merged = adapter.merged(Tensor.full(DType.FLOAT64, 1, 6, 24), qkv);
      assertThat(merged.narrow(1, 0, 3).reshape(-1).toDoubles())
          .as("rows of q, k, v; k's are changed")
          .containsExactly(1, 1, 1, 1, 1, 1, 31, -29, 1, 61, -59, 1, 1, 1, 1, 1, 1, 1);
    }
  }

  @Test
  void scalingIsAlphaOverRankOrItsRoot() {
    SortedSet<String> one = new TreeSet<>(List.of("a"));
    assertThat(new LoraShape(16, 32, false, one).scaling("a")).isEqualTo(2);
    assertThat(new LoraShape(16, 32, true, one).scaling("a")).isEqualTo(8);
    Map<String, LoraShape.Size> own = Map.of("a", new LoraShape.Size(4, 12));
    assertThat(new LoraShape(16, 32, false, one, own).scaling("a")).isEqualTo(3);
    assertThat(new LoraShape(16, 32, true, one, own).scaling("a")).isEqualTo(6);
  }

  /**
   * As {@link VariationsTest} holds the gradients of all weights, in 64 bits: also through dropout,
   * which leaves out the same in each pass of an update.
   */
  @ParameterizedTest
  @EnumSource(DecoderPass.Activations.class)
  void gradientsAreThoseOfFiniteDifferences(DecoderPass.Activations activations) {
    for (int seed : SEEDS) {
      DecoderConfig config = RandomConfigs.of(seed);
      TokenIds ids = RandomModels.ids(20, config.vocabSize(), seed);
      double[] derivative = new SplittableRandom(seed).doubles(19, -1, 1).toArray();
      @Nullable Dropout dropout = seed % 3 == 0 ? new Dropout(0.3, new Dropout.Draws(seed)) : null;
      try (Parameters base = RandomModels.parameters(config, DType.FLOAT64, seed);
          LoraWeights adapter = adapter(config, shape(config, seed), DType.FLOAT64, -seed);
          GradientBuffer gradient = new GradientBuffer(adapter.flat());
          Decoder decoder = new AdaptedParameters(base, adapter).decoder(gradient, dropout)) {
        loss(decoder, ids, derivative, activations, true);
        double[] direction =
            new SplittableRandom(seed).doubles(adapter.flat().elements(), -1, 1).toArray();
        for (ParameterLayout.Part part : adapter.parts()) {
          double expected = 0;
          double[] own = gradient.view(part.offset(), part.elements()).toDoubles();
          for (int i = 0; i < own.length; i++) {
            expected += own[i] * direction[(int) part.offset() + i];
          }
          move(adapter, part, direction, 1e-6);
          double above = loss(decoder, ids, derivative, activations, false);
          move(adapter, part, direction, -2e-6);
          double below = loss(decoder, ids, derivative, activations, false);
          move(adapter, part, direction, 1e-6);
          assertThat((above - below) / 2e-6)
              .as("seed %d, %s, %s", seed, part.name(), config)
              .isCloseTo(expected, within(5e-6 * Math.max(1, Math.abs(expected))));
        }
      }
    }
  }

  private static void move(
      LoraWeights adapter, ParameterLayout.Part part, double[] direction, double step) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      int from = (int) part.offset();
      double[] along = Arrays.copyOfRange(direction, from, from + (int) part.elements());
      adapter.view(part).add_(Tensor.ofDoubles(along, part.shape()).mul(step));
    }
  }

  /** Σ derivative_k · log p_k of a training pass. */
  private static double loss(
      Decoder decoder,
      TokenIds ids,
      double[] derivative,
      DecoderPass.Activations activations,
      boolean backward) {
    try (TensorScope scope = new TensorScope()) {
      DecoderPass pass = SequencePack.of(List.of(ids.slice(0, 19))).pass(decoder, activations);
      double[] logProbs = decoder.head().logProbs(pass.hidden(), targets(ids), 1);
      if (backward) {
        pass.backward(
            decoder.head().backward(pass.hidden(), targets(ids), 1, (first, rows) -> derivative));
      }
      return IntStream.range(0, 19).mapToDouble(k -> derivative[k] * logProbs[k]).sum();
    }
  }

  /** Three workers, of which one has no tokens, have the gradient of one worker between them. */
  @Test
  void workersShareOutTheGradient() {
    try (Workers three = new Workers(3)) {
      for (int seed : SEEDS) {
        DecoderConfig config = RandomConfigs.of(seed);
        List<TokenIds> sequences =
            List.of(
                RandomModels.ids(20, config.vocabSize(), seed),
                RandomModels.ids(9, config.vocabSize(), -seed));
        Dropout.Draws draws = new Dropout.Draws(seed);
        double p = seed % 2 == 0 ? 0.2 : 0;
        try (Parameters base = RandomModels.parameters(config, DType.FLOAT64, seed);
            LoraWeights adapter = adapter(config, shape(config, seed), DType.FLOAT64, -seed);
            GradientBuffer one = new GradientBuffer(adapter.flat());
            GradientBuffer shared = new GradientBuffer(adapter.flat())) {
          AdaptedParameters model = new AdaptedParameters(base, adapter);
          backward(model, one, new Dropout(p, draws), Worker.alone(), sequences);
          three.inStep(
              worker -> {
                List<TokenIds> own = // the middle worker has none
                    worker.index() == 1 ? List.of() : List.of(sequences.get(worker.index() / 2));
                backward(model, shared, new Dropout(p, draws), worker, own);
                return worker;
              });
          double[] expected = one.sum().toDoubles();
          double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
          assertThat(shared.sum().toDoubles())
              .as("seed %d, %s", seed, config)
              .containsExactly(expected, within(1e-12 * largest));
        }
      }
    }
  }

  /** Of a loss whose derivatives by the hidden states are random numbers, a sequence's own. */
  private static void backward(
      AdaptedParameters model,
      GradientBuffer gradient,
      Dropout dropout,
      Worker worker,
      List<TokenIds> sequences) {
    try (Decoder decoder = model.decoder(gradient, dropout);
        TensorScope scope = new TensorScope()) {
      if (sequences.isEmpty()) {
        DecoderPass.standBy(decoder, worker);
        return;
      }
      DecoderPass pass = SequencePack.of(sequences).pass(decoder, DecoderPass.Activations.KEPT);
      long d = model.config().hiddenSize();
      double[] values =
          sequences.stream()
              .flatMapToDouble(
                  ids -> new SplittableRandom(ids.size()).doubles(ids.size() * d, -1, 1))
              .toArray();
      pass.backward(worker, Tensor.ofDoubles(values, pass.hidden().shape()));
    }
  }

  /** A new adapter has A ≠ 0 and B = 0. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void aNewAdapterChangesNothingToTheLastBit(DType dtype) {
    for (int seed : SEEDS) {
      DecoderConfig config = RandomConfigs.of(seed);
      TokenIds ids = RandomModels.ids(20, config.vocabSize(), seed);
      try (Parameters base = RandomModels.parameters(config, dtype, seed);
          LoraWeights adapter = LoraWeights.fresh(config, shape(config, seed), dtype, seed)) {
        AdaptedParameters adapted = new AdaptedParameters(base, adapter);
        double[] expected = logProbs(base, ids);
        assertThat(adapter.flat().norm()).isPositive();
        assertThat(logProbs(adapted, ids)).as("seed %d", seed).containsExactly(expected);
        try (Parameters merged = adapted.merged()) {
          assertThat(merged.flat().toDoubles()).containsExactly(base.flat().toDoubles());
        }
      }
    }
  }

  /** Merged into weights, merged into packed weights, and beside the weights. */
  @Test
  void mergedEqualsUnmerged() {
    double change = 0;
    try (Workers workers = new Workers(2)) {
      for (int seed : SEEDS) {
        DecoderConfig config = RandomConfigs.of(seed);
        TokenIds ids = RandomModels.ids(20, config.vocabSize(), seed);
        try (Parameters base = half(RandomModels.parameters(config, DType.FLOAT32, seed));
            LoraWeights adapter = adapter(config, shape(config, seed), DType.FLOAT32, -seed)) {
          AdaptedParameters adapted = new AdaptedParameters(base, half(adapter));
          double[] unmerged = logProbs(adapted, ids);
          try (Parameters merged = adapted.merged()) {
            assertThat(logProbs(merged, ids))
                .as("seed %d", seed)
                .containsExactly(unmerged, within(1e-5));
          }
          if (PackedWeights.supports(DType.FLOAT32)) {
            try (PackedWeights packed = adapted.packed(workers);
                Decoder plain = adapted.decoder()) {
              assertThat(logProbs(plain.over(packed), ids))
                  .as("packed, seed %d", seed)
                  .containsExactly(unmerged, within(1e-5));
            }
          }
          change += Math.abs(unmerged[5] - logProbs(base, ids)[5]) / SEEDS.length;
        }
      }
    }
    assertThat(change).isGreaterThan(0.01);
  }

  /** As small as weights of models are: rounding stays far below what is compared. */
  private static Parameters half(Parameters parameters) {
    try (Gradients.Mode off = Gradients.off()) {
      parameters.flat().mul_(0.5);
      return parameters;
    }
  }

  private static LoraWeights half(LoraWeights adapter) {
    try (Gradients.Mode off = Gradients.off()) {
      adapter.flat().mul_(0.5);
      return adapter;
    }
  }

  /** In 64 bits, where rounding is far away, on the models of the other tests. */
  @Test
  void mergedEqualsUnmergedInDoubles() {
    for (int seed : SEEDS) {
      DecoderConfig config = RandomConfigs.of(seed);
      TokenIds ids = RandomModels.ids(20, config.vocabSize(), seed);
      try (Parameters base = RandomModels.parameters(config, DType.FLOAT64, seed);
          LoraWeights adapter = adapter(config, shape(config, seed), DType.FLOAT64, -seed)) {
        AdaptedParameters adapted = new AdaptedParameters(base, adapter);
        try (Parameters merged = adapted.merged()) {
          assertThat(logProbs(merged, ids)).containsExactly(logProbs(adapted, ids), within(1e-10));
        }
      }
    }
  }

  /** Two adapters over one base: neither changes it, nor the other. */
  @Test
  void adaptersShareABase() {
    DecoderConfig config = RandomConfigs.of(5);
    TokenIds ids = RandomModels.ids(20, config.vocabSize(), 1);
    try (Parameters base = RandomModels.parameters(config, DType.FLOAT32, 1);
        LoraWeights one = adapter(config, shape(config, 1), DType.FLOAT32, 1);
        LoraWeights other = adapter(config, shape(config, 2), DType.FLOAT32, 2);
        Decoder ofBase = base.decoder();
        Decoder ofOne = new AdaptedParameters(base, one).decoder();
        Decoder ofOther = new AdaptedParameters(base, other).decoder()) {
      double[] before = logProbs(ofBase, ids);
      double[] first = logProbs(ofOne, ids);
      double[] second = logProbs(ofOther, ids);
      assertThat(first).isNotEqualTo(second).isNotEqualTo(before);
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off()) {
        one.flat().mul_(2);
      }
      assertThat(logProbs(ofOne, ids)).as("sees its change").isNotEqualTo(first);
      assertThat(logProbs(ofOther, ids)).containsExactly(second);
      assertThat(logProbs(ofBase, ids)).containsExactly(before);
    }
  }

  /** 16-bit weights have an adapter in 32 bits, whose gradient is near that in 64 bits. */
  @Test
  void narrowWeightsHaveAWideAdapter() {
    DecoderConfig config = RandomModels.config(40, 4, 2, 6, true);
    LoraShape shape = shape(config, 3);
    TokenIds ids = RandomModels.ids(20, config.vocabSize(), 1);
    double[] derivative = new SplittableRandom(1).doubles(19, -1, 1).toArray();
    try (Parameters narrow = half(RandomModels.parameters(config, DType.BFLOAT16, 1));
        Parameters wide = narrow.to(DType.FLOAT64);
        LoraWeights adapter = half(adapter(config, shape, DType.BFLOAT16, 2));
        LoraWeights exact = half(adapter(config, shape, DType.FLOAT64, 2));
        GradientBuffer gradient = new GradientBuffer(adapter.flat());
        GradientBuffer exactGradient = new GradientBuffer(exact.flat());
        Decoder decoder = new AdaptedParameters(narrow, adapter).decoder(gradient, null);
        Decoder exactDecoder = new AdaptedParameters(wide, exact).decoder(exactGradient, null)) {
      assertThat(adapter.flat().dtype()).isEqualTo(DType.FLOAT32);
      loss(decoder, ids, derivative, DecoderPass.Activations.KEPT, true);
      loss(exactDecoder, ids, derivative, DecoderPass.Activations.KEPT, true);
      try (TensorScope scope = new TensorScope()) {
        double error = gradient.sum().to(DType.FLOAT64).sub(exactGradient.sum()).norm();
        assertThat(error / exactGradient.sum().norm()).isLessThan(0.05);
      }
    }
  }

  @Test
  void aDecoderForInferenceCannotBeTrained() {
    DecoderConfig config = RandomConfigs.of(1);
    try (Parameters base = RandomModels.parameters(config, DType.FLOAT32, 1);
        LoraWeights adapter = LoraWeights.fresh(config, shape(config, 1), DType.FLOAT32, 1);
        Decoder plain = base.decoder();
        Decoder adapted = new AdaptedParameters(base, adapter).decoder();
        TensorScope scope = new TensorScope()) {
      SequencePack pack = SequencePack.of(List.of(TokenIds.of(1, 2)));
      for (Decoder each : List.of(plain, adapted)) {
        assertThatThrownBy(() -> pack.pass(each, DecoderPass.Activations.KEPT))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("this decoder has no gradient buffer");
      }
    }
  }

  @Test
  void patternsAreThoseOfPeft() {
    DecoderConfig config = RandomModels.config(20, 2, 1, 4, true);
    assertThat(LoraShape.matching(config, List.of("q_proj")))
        .containsExactly("model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.q_proj");
    assertThat(LoraShape.matching(config, List.of("layers\\.1\\..*_proj"))).hasSize(7);
    assertThat(LoraShape.matching(config, List.of("all-linear"))).hasSize(14);
    assertThat(LoraShape.matching(config, List.of("model.layers.1.mlp.(up|down)_proj"))).hasSize(2);
    assertThatThrownBy(() -> LoraShape.matching(config, List.of("q_proj", "proj", "lm_head")))
        .hasMessage(
            "`proj` matches no matrix; there are [q_proj, k_proj, v_proj, o_proj, gate_proj,"
                + " up_proj, down_proj], as model.layers.0.self_attn.q_proj, in layers 0 to 1;"
                + " `lm_head` matches no matrix; there are [q_proj, k_proj, v_proj, o_proj,"
                + " gate_proj, up_proj, down_proj], as model.layers.0.self_attn.q_proj, in layers 0"
                + " to 1");
    assertThatThrownBy(() -> LoraShape.matching(config, List.of("q_(proj")))
        .hasMessageContaining("`q_(proj` is no regular expression");
  }

  @Test
  void refusesWhatIsNone() {
    SortedSet<String> one = new TreeSet<>(List.of("model.layers.0.mlp.up_proj"));
    assertThatThrownBy(() -> new LoraShape(0, -1, false, new TreeSet<>()))
        .hasMessage(
            "rank must be ≥ 1, was 0; alpha must be > 0, was -1.0; an adapter must have a matrix to"
                + " adapt");
    DecoderConfig config = RandomModels.config(20, 2, 1, 4, true);
    assertThat(LoraWeights.size(config, new LoraShape(3, 1, false, one))).isEqualTo(3 * (24 + 40));
    assertThatThrownBy(
            () ->
                LoraWeights.size(
                    config, new LoraShape(1, 1, false, new TreeSet<>(List.of("lm_head")))))
        .hasMessage("the model has no matrices [lm_head]");
  }
}
