package io.didact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Random checkpoints against an independent float64 reference (resources under golden/). */
class GoldenCheckpointTest {
  @ParameterizedTest
  @ValueSource(strings = {"qwen2-tied", "qwen2-untied"})
  void logProbsMatchTheReference(String name) throws IOException {
    try (Loaded model = Loaded.golden(name)) {
      for (JsonNode c : model.expected.path("cases")) {
        TokenIds ids = ids(c.path("ids"));
        assertThat(model.logProbs(ids, 1.0))
            .containsExactly(doubles(c.path("logprobs")), within(1e-4));
        assertThat(model.logProbs(ids, 0.7))
            .containsExactly(doubles(c.path("logprobs_t0.7")), within(1e-4));
      }
    }
  }

  private static TokenIds ids(JsonNode array) {
    List<Integer> ids = new ArrayList<>();
    array.forEach(each -> ids.add(each.asInt()));
    return TokenIds.of(ids);
  }

  private static double[] doubles(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private record Loaded(JsonNode expected, Parameters parameters, Decoder decoder)
      implements AutoCloseable {
    static Loaded golden(String name) throws IOException {
      Path directory = Path.of("src/test/resources/golden", name);
      Parameters parameters = Checkpoint.open(directory).loadWeights(directory, DType.FLOAT32);
      return new Loaded(
          JsonMapper.shared().readTree(Files.readString(directory.resolve("expected.json"))),
          parameters,
          new Decoder(parameters));
    }

    double[] logProbs(TokenIds ids, double temperature) {
      try (TensorScope scope = new TensorScope()) {
        int last = ids.size() - 1;
        Tensor hidden = new SequencePack(List.of(ids.slice(0, last))).hidden(decoder);
        return decoder
            .head()
            .logProbs(hidden, Tensor.ofInts(ids.slice(1, ids.size()).toArray()), temperature);
      }
    }

    @Override
    public void close() {
      decoder.close();
      parameters.close();
    }
  }
}
