package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.model.checkpoint.GoldenModel;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
