package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterCountTest {
  /** Released models, and the numbers of weights that their publishers give. */
  @ParameterizedTest
  @CsvSource({
    "qwen2, 151936,  896,  4864, 24, 14, 2,  64, true,   494032768, 136134656",
    "qwen2, 152064, 3584, 18944, 28, 28, 4, 128, false, 7615616512, 1089994752",
    "qwen3, 151936, 1024,  3072, 28, 16, 8, 128, true,   596049920, 155582464",
    "llama, 128256, 4096, 14336, 32, 32, 8, 128, false, 8030261248, 1050673152",
  })
  void releasedModels(
      String family,
      int vocabulary,
      int hidden,
      int inner,
      int layers,
      int heads,
      int kvHeads,
      int headDim,
      boolean tied,
      long total,
      long embedding) {
    DecoderConfig config =
        new DecoderConfig(
            family,
            vocabulary,
            hidden,
            inner,
            layers,
            heads,
            kvHeads,
            headDim,
            1e-6,
            1e6,
            tied,
            4096,
            List.of(0));
    ParameterCount count = ParameterCount.of(config);
    assertThat(count).isEqualTo(new ParameterCount(total, embedding));
    assertThat(count.nonEmbedding()).isEqualTo(total - embedding);
  }

  @Test
  void countsWhatIsAllocated() {
    DecoderConfig config = RandomModels.config(20, 4, 2, 6, false);
    try (Parameters parameters = Parameters.zeros(config, DType.FLOAT32)) {
      assertThat(ParameterCount.of(config).total())
          .isEqualTo(parameters.size())
          .isEqualTo(parameters.flat().elements());
    }
  }
}
