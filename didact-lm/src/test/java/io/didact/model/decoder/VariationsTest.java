package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Naive against fast, over random configurations of all families. */
class VariationsTest {
  private static final int CONFIGURATIONS = RandomConfigs.COUNT;

  /** Lengths below, at and above the windows; two of one length, to attend in one call. */
  private static List<TokenIds> sequences(int vocabulary) {
    return IntStream.of(2, 7, 40, 7, 23)
        .mapToObj(length -> RandomModels.ids(length, vocabulary, length))
        .toList();
  }

  /** What the rest of this class rests on: everything is among the random configurations. */
  @Test
  void theRandomConfigurationsHaveEverything() {
    Set<Object> kinds = new HashSet<>();
    for (int seed = 0; seed < CONFIGURATIONS; seed++) {
      DecoderConfig config = RandomConfigs.of(seed);
      kinds.add(config.family());
      kinds.add(config.family() + " " + config.biases());
      kinds.add(config.family() + " " + config.window().getClass().getSimpleName());
      kinds.add(config.ropeScaling().getClass());
      kinds.add(config.family() + " " + config.variations().rotation().getClass());
      kinds.add("part " + config.variations().rotatedPart());
      kinds.add("tied " + config.tiedHead());
      kinds.add("heads a key " + config.heads() / config.kvHeads());
      if (config.window() instanceof AttentionWindow.Sliding sliding
          && sliding.layers().contains(false)) {
        kinds.add("some layers slide");
      }
      if (config.ropeScaling() instanceof YarnScaling yarn) {
        kinds.add("truncate " + yarn.truncate());
      }
    }
    // In the order qwen2, qwen3, llama, mistral, smollm3, gemma3_text, olmo2, olmo3, granite, phi3.
    int families = 10;
    int biases = 1 + 2 + 4 + 1 + 4 + 2 + 2 + 2 + 3 + 1; // granite could have one more
    int windows = 2 + 2 + 1 + 2 + 2 + 2 + 1 + 2 + 1 + 2;
    int rotations = 1 + 1 + 1 + 1 + 2 + 1 + 1 + 1 + 1 + 1;
    int scalings = 4;
    int heads = 2 + 4; // tied or not; query heads a key head
    int parts = 3; // of heads that rotate
    int others = 3;
    assertThat(kinds).hasSize(families + biases + windows + rotations + scalings + heads + parts + others);
  }

  @Test
  void fastEqualsLoopsInDoubles() {
    IntStream.range(0, CONFIGURATIONS).forEach(seed -> compare(seed, DType.FLOAT64, 1e-9));
  }

  /** 1e-4 is what users may rely on; far below it in all but a few of the values. */
  @Test
  void fastEqualsLoopsInFloats() {
    double[] worst =
        IntStream.range(0, CONFIGURATIONS)
            .mapToDouble(seed -> compare(seed, DType.FLOAT32, 1e-4))
            .sorted()
            .toArray();
    assertThat(worst[CONFIGURATIONS * 9 / 10]).isLessThan(1e-5);
  }

  /** The largest difference of the log-probs. */
  private static double compare(int seed, DType dtype, double tolerance) {
    DecoderConfig config = RandomConfigs.of(seed);
    List<TokenIds> sequences = sequences(config.vocabSize());
    double worst = 0;
    try (Parameters parameters = RandomModels.parameters(config, dtype, seed);
        Decoder decoder = new Decoder(parameters);
        TensorScope scope = new TensorScope()) {
      NaiveDecoder naive = new NaiveDecoder(parameters);
      SequencePack pack = SequencePack.of(sequences);
      Tensor hidden = pack.hidden(decoder);
      for (int i = 0; i < sequences.size(); i++) {
        TokenIds ids = sequences.get(i);
        Tensor rows = hidden.narrow(0, pack.row(i, 0), ids.size() - 1);
        double[] actual = decoder.head().logProbs(rows, targets(ids), 0.7);
        double[] expected = naive.logProbs(ids, 0.7);
        assertThat(actual)
            .as("seed %d, %s", seed, config)
            .containsExactly(expected, within(tolerance));
        for (int k = 0; k < actual.length; k++) {
          worst = Math.max(worst, Math.abs(actual[k] - expected[k]));
        }
      }
    }
    return worst;
  }

  private static Tensor targets(TokenIds ids) {
    return Tensor.ofInts(ids.slice(1, ids.size()).toArray());
  }

  /**
   * In 64 bits with h = 1e-6 a central difference is right to h² = 1e-12 times a third derivative
   * (some are 1e5: norms of heads of width 2) and to rounding of 1e-15 · values / h.
   */
  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    for (int seed = 0; seed < CONFIGURATIONS; seed++) {
      DecoderConfig config = RandomConfigs.of(seed);
      TokenIds ids = RandomModels.ids(20, config.vocabSize(), seed);
      double[] derivative = new SplittableRandom(seed).doubles(19, -1, 1).toArray();
      try (Parameters parameters = RandomModels.parameters(config, DType.FLOAT64, seed);
          GradientBuffer gradient = new GradientBuffer(parameters);
          Decoder decoder = new Decoder(parameters, gradient)) {
        DecoderPass.Activations activations =
            DecoderPass.Activations.values()[seed % DecoderPass.Activations.values().length];
        try (TensorScope scope = new TensorScope()) {
          DecoderPass pass = SequencePack.of(List.of(ids.slice(0, 19))).pass(decoder, activations);
          pass.backward(
              decoder
                  .head()
                  .backward(pass.hidden(), targets(ids), 1, (first, logProbs) -> derivative));
        }
        double[] direction = new SplittableRandom(seed).doubles(parameters.size(), -1, 1).toArray();
        for (ParameterLayout.Part part : parameters.parts()) {
          long size = Arrays.stream(part.shape()).reduce(1, (a, b) -> a * b);
          double expected = 0;
          double[] own = Parameters.viewOf(gradient.sum(), part.offset(), part.shape()).toDoubles();
          for (int i = 0; i < size; i++) {
            expected += own[i] * direction[(int) part.offset() + i];
          }
          double above = loss(parameters, part, direction, 1e-6, ids, derivative);
          double below = loss(parameters, part, direction, -1e-6, ids, derivative);
          assertThat((above - below) / 2e-6)
              .as("seed %d, %s, %s", seed, part.name(), config)
              .isCloseTo(expected, within(2e-6 * Math.max(1, Math.abs(expected))));
        }
      }
    }
  }

  /** Three workers, of which one has no tokens, have the gradient of one worker between them. */
  @Test
  void workersShareOutTheGradient() {
    try (Workers three = new Workers(3)) {
      for (int seed = 0; seed < CONFIGURATIONS; seed++) {
        DecoderConfig config = RandomConfigs.of(seed);
        List<TokenIds> sequences =
            List.of(
                RandomModels.ids(20, config.vocabSize(), seed),
                RandomModels.ids(9, config.vocabSize(), -seed));
        try (Parameters parameters = RandomModels.parameters(config, DType.FLOAT64, seed);
            GradientBuffer one = new GradientBuffer(parameters);
            GradientBuffer shared = new GradientBuffer(parameters)) {
          DecoderPass.Activations activations =
              DecoderPass.Activations.values()[seed % DecoderPass.Activations.values().length];
          backward(parameters, one, Worker.alone(), sequences, activations);
          three.inStep(
              worker -> {
                List<TokenIds> own = // the middle worker has none
                    worker.index() == 1 ? List.of() : List.of(sequences.get(worker.index() / 2));
                backward(parameters, shared, worker, own, activations);
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
      Parameters parameters,
      GradientBuffer gradient,
      Worker worker,
      List<TokenIds> sequences,
      DecoderPass.Activations activations) {
    try (Decoder decoder = new Decoder(parameters, gradient);
        TensorScope scope = new TensorScope()) {
      if (sequences.isEmpty()) {
        DecoderPass.standBy(decoder, worker);
        return;
      }
      DecoderPass pass = SequencePack.of(sequences).pass(decoder, activations);
      long d = parameters.config().hiddenSize();
      double[] values =
          sequences.stream()
              .flatMapToDouble(
                  ids -> new SplittableRandom(ids.size()).doubles(ids.size() * d, -1, 1))
              .toArray();
      pass.backward(worker, Tensor.ofDoubles(values, pass.hidden().shape()));
    }
  }

  /** Σ derivative_k · log p_k where one tensor has moved along a direction. */
  private static double loss(
      Parameters parameters,
      ParameterLayout.Part part,
      double[] direction,
      double step,
      TokenIds ids,
      double[] derivative) {
    try (Parameters moved = parameters.copy();
        Decoder decoder = new Decoder(moved);
        TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      int from = (int) part.offset();
      Tensor own = moved.view(part.offset(), part.shape());
      double[] along = Arrays.copyOfRange(direction, from, from + (int) own.elements());
      own.add_(Tensor.ofDoubles(along, part.shape()).mul(step));
      Tensor hidden = SequencePack.of(List.of(ids.slice(0, 19))).hidden(decoder);
      double[] logProbs = decoder.head().logProbs(hidden, targets(ids), 1);
      return IntStream.range(0, 19).mapToDouble(k -> derivative[k] * logProbs[k]).sum();
    }
  }

  /** What is written for a configuration is read as the same one. */
  @Test
  void everyVariationIsWrittenBack() {
    for (int seed = 0; seed < CONFIGURATIONS; seed++) {
      DecoderConfig config = RandomConfigs.of(seed);
      assertThat(DecoderConfig.fromJson(config.toJson())).as("seed %d", seed).isEqualTo(config);
    }
  }
}
