package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.model.checkpoint.GoldenModel;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Naive against fast: loops over doubles against the packed decoder, and both against golden. */
class NaiveDecoderTest {
  @ParameterizedTest
  @MethodSource("io.didact.model.checkpoint.GoldenModel#names")
  void loopsMatchTheReference(String name) throws IOException {
    try (GoldenModel model = GoldenModel.load(name)) {
      NaiveDecoder naive = new NaiveDecoder(model.parameters());
      for (JsonNode c : model.expected().path("cases")) {
        assertThat(naive.logProbs(GoldenModel.ids(c.path("ids")), 0.7))
            .containsExactly(GoldenModel.doubles(c.path("logprobs_t0.7")), within(1e-5));
      }
    }
  }

  /**
   * One head a key (4, 4), groups of two (4, 2), one key head for all (6, 1), heads wider than d
   * together (4, 2, 10): the hidden states agree, in 64 bits to the last few digits.
   */
  @ParameterizedTest
  @CsvSource({
    "4, 4, 6, true, FLOAT64, 1e-10",
    "4, 2, 6, false, FLOAT64, 1e-10",
    "6, 1, 4, true, FLOAT64, 1e-10",
    "4, 2, 10, true, FLOAT64, 1e-10",
    "4, 2, 6, true, FLOAT32, 1e-3",
    "4, 2, 6, false, BFLOAT16, 0.5"
  })
  void packedHiddenStatesEqualLoops(
      int heads, int kvHeads, int headDim, boolean tied, DType dtype, double tolerance) {
    DecoderConfig config = RandomModels.config(50, heads, kvHeads, headDim, tied);
    List<TokenIds> sequences =
        List.of(
            RandomModels.ids(3, 50, 1),
            RandomModels.ids(17, 50, 2),
            RandomModels.ids(1, 50, 3),
            RandomModels.ids(17, 50, 4));
    try (Parameters parameters = RandomModels.parameters(config, dtype, 5);
        Decoder decoder = new Decoder(parameters);
        TensorScope scope = new TensorScope()) {
      NaiveDecoder naive = new NaiveDecoder(parameters);
      SequencePack pack = SequencePack.of(sequences);
      Tensor hidden = pack.hidden(decoder);
      for (int i = 0; i < sequences.size(); i++) {
        double[][] expected = naive.hidden(sequences.get(i));
        for (int t = 0; t < expected.length; t++) {
          assertThat(hidden.select(0, pack.row(i, 0) + t).toDoubles())
              .containsExactly(expected[t], within(tolerance));
        }
      }
    }
  }
}
