package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.checkpoint.GoldenModel;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Random checkpoints against an independent float64 reference (resources under golden/). */
class GoldenCheckpointTest {
  @ParameterizedTest
  @MethodSource("io.didact.model.checkpoint.GoldenModel#names")
  void logProbsMatchTheReference(String name) throws IOException {
    try (GoldenModel model = GoldenModel.load(name)) {
      assertAsExpected(model);
    }
    for (GoldenModel variant : GoldenModel.variants(name)) {
      try (variant) {
        assertAsExpected(variant);
      }
    }
  }

  private static void assertAsExpected(GoldenModel model) {
    try (Decoder decoder = new Decoder(model.parameters())) {
      for (JsonNode c : model.expected().path("cases")) {
        TokenIds ids = GoldenModel.ids(c.path("ids"));
        assertThat(logProbs(decoder, ids, 1.0))
            .containsExactly(GoldenModel.doubles(c.path("logprobs")), within(1e-4));
        assertThat(logProbs(decoder, ids, 0.7))
            .containsExactly(GoldenModel.doubles(c.path("logprobs_t0.7")), within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.didact.model.checkpoint.GoldenModel#inTwoLayouts")
  void layoutsOfConfigJsonSayTheSame(String name) throws IOException {
    List<JsonNode> configs = GoldenModel.configs(name);
    assertThat(configs).hasSizeGreaterThan(1);
    List<String> remarks = new ArrayList<>();
    assertThat(configs.stream().map(json -> DecoderConfig.fromJson(json, remarks)).distinct())
        .hasSize(1);
    assertThat(remarks).isEmpty();
  }

  /**
   * Against 64 bits with the same rounded weights: log-probs and gradients. Most are 0.03 off; a
   * tenth and more is smollm3, whose five layers have neither norms of heads nor small weights.
   */
  @ParameterizedTest
  @MethodSource("io.didact.model.checkpoint.GoldenModel#names")
  void sixteenBitsStayNear(String name) throws IOException {
    try (GoldenModel model = GoldenModel.load(name);
        Parameters narrow = model.parameters().to(DType.BFLOAT16);
        Parameters rounded = narrow.to(DType.FLOAT64);
        Decoder ours = new Decoder(narrow);
        Decoder exact = new Decoder(rounded)) {
      TokenIds ids = GoldenModel.ids(model.expected().path("cases").path(1).path("ids"));
      double[] actual = logProbs(ours, ids, 1);
      double[] expected = logProbs(exact, ids, 1);
      double off = 0;
      for (int i = 0; i < actual.length; i++) {
        off += Math.abs(actual[i] - expected[i]) / actual.length;
      }
      assertThat(off).isBetween(1e-6, 0.15);
      double[] gradient = gradient(rounded, ids);
      double[] narrowGradient = gradient(narrow, ids);
      double squares = 0;
      double difference = 0;
      for (int i = 0; i < gradient.length; i++) {
        squares += gradient[i] * gradient[i];
        difference += Math.pow(gradient[i] - narrowGradient[i], 2);
      }
      assertThat(Math.sqrt(difference / squares)).isBetween(1e-5, 0.25);
    }
  }

  /** Of Σ log p. */
  private static double[] gradient(Parameters parameters, TokenIds ids) {
    try (GradientBuffer buffer = new GradientBuffer(parameters);
        Decoder decoder = new Decoder(parameters, buffer);
        TensorScope scope = new TensorScope()) {
      int last = ids.size() - 1;
      double[] ones = new double[last];
      Arrays.fill(ones, 1);
      DecoderPass pass =
          SequencePack.of(List.of(ids.slice(0, last)))
              .pass(decoder, DecoderPass.Activations.KEPT);
      Tensor targets = Tensor.ofInts(ids.slice(1, ids.size()).toArray());
      pass.backward(decoder.head().backward(pass.hidden(), targets, 1, (first, logProbs) -> ones));
      return buffer.sum().toDoubles();
    }
  }

  /** A model that is written and read again is the same, tensor by tensor. */
  @ParameterizedTest
  @MethodSource("io.didact.model.checkpoint.GoldenModel#inTwoLayouts")
  void whatIsWrittenIsReadAgain(String name, @TempDir Path directory) throws IOException {
    try (GoldenModel model = GoldenModel.load(name)) {
      DecoderConfig config = model.parameters().config();
      Checkpoint.of(config, Map.of()).write(directory, model.parameters());
      Checkpoint again = Checkpoint.open(directory);
      assertThat(again.remarks()).isEmpty();
      assertThat(again.config()).isEqualTo(config);
      try (Parameters read = again.loadWeights(directory, DType.FLOAT32)) {
        assertThat(read.flat().toFloats()).containsExactly(model.parameters().flat().toFloats());
      }
      assertThat(ParameterCount.of(config).total()).isEqualTo(model.parameters().size());
    }
  }

  private static double[] logProbs(Decoder decoder, TokenIds ids, double temperature) {
    try (TensorScope scope = new TensorScope()) {
      int last = ids.size() - 1;
      Tensor hidden = SequencePack.of(List.of(ids.slice(0, last))).hidden(decoder);
      return decoder
          .head()
          .logProbs(hidden, Tensor.ofInts(ids.slice(1, ids.size()).toArray()), temperature);
    }
  }
}
