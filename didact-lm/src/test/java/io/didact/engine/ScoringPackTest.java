package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.GradientBuffer;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoringPackTest {
  private static final DecoderConfig CONFIG = RandomModels.config(30, 4, 2, 6, true);

  /**
   * Four completions of 5, 6, 7 and 8 tokens of one prompt of 40: the last token of each is not
   * read, so scoring and training work on 40 + 4 + 5 + 6 + 7 rows, and not on 4 · 40 more.
   */
  @Test
  void aPromptIsComputedOnce() {
    TokenIds prompt = RandomModels.ids(40, 30, 1);
    List<Scorer.Request> requests =
        IntStream.range(0, 4)
            .mapToObj(i -> TokenIds.concat(prompt, TokenIds.of(i), RandomModels.ids(4 + i, 30, i)))
            .map(ids -> new Scorer.Request(ids, new TokenSpan(40, ids.size())))
            .toList();
    try (Parameters parameters = RandomModels.parameters(CONFIG, DType.FLOAT32, 1);
        GradientBuffer gradient = new GradientBuffer(parameters);
        Decoder decoder = new Decoder(parameters, gradient);
        TensorScope scope = new TensorScope()) {
      ScoringPack pack = new ScoringPack(requests);
      assertThat(pack.hidden(decoder).size(0)).isEqualTo(5 + 6 + 7 + 8);
      for (DecoderPass.Activations each : DecoderPass.Activations.values()) {
        assertThat(pack.pass(decoder, each).hidden().size(0)).isEqualTo(40 + 4 + 5 + 6 + 7);
      }
    }
  }
}
