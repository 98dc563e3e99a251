package io.didact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryEstimateTest {
  /** P = 20·24 + 2·(24·(24+12+12) + 24·24 + 3·24·40 + 48 + 2·24) + 24 = 9,912. */
  private static final DecoderConfig CONFIG = RandomModels.config(20, 4, 2, 6, true);

  private static final long P = 20 * 24 + 2 * (24 * 48 + 24 * 24 + 3 * 24 * 40 + 48 + 48) + 24;

  /** Weights that lanes have gradients of their own for: all but the embedding's, which is tied. */
  private static final long OWN = P - 20 * 24;

  /**
   * 32 bits, three lanes: 4 + 4 + 8 = 16 bytes a weight, with reference 20, with student 24; and
   * the gradients of two more lanes.
   */
  @Test
  void thirtyTwoBits() {
    MemoryEstimate estimate = new MemoryEstimate(CONFIG, DType.FLOAT32, 3);
    assertThat(estimate.weights()).isEqualTo(4 * P);
    assertThat(estimate.gradients()).isEqualTo(4 * P + 8 * OWN);
    assertThat(estimate.masterWeights()).isZero();
    assertThat(estimate.training()).isEqualTo(16 * P + 8 * OWN);
    assertThat(estimate.trainingWithReference()).isEqualTo(20 * P + 8 * OWN);
    assertThat(estimate.trainingATeacher()).isEqualTo(24 * P + 8 * OWN);
  }

  /**
   * 16 bits, three lanes: 2 + 4 + 4 + 8 = 18 bytes a weight, with reference 20, with student 22;
   * and the gradients of two more lanes.
   */
  @Test
  void sixteenBits() {
    MemoryEstimate estimate = new MemoryEstimate(CONFIG, DType.BFLOAT16, 3);
    assertThat(estimate.weights()).isEqualTo(2 * P);
    assertThat(estimate.masterWeights()).isEqualTo(4 * P);
    assertThat(estimate.training()).isEqualTo(18 * P + 8 * OWN);
    assertThat(estimate.trainingWithReference()).isEqualTo(20 * P + 8 * OWN);
    assertThat(estimate.trainingATeacher()).isEqualTo(22 * P + 8 * OWN);
  }

  /** 2 layers, keys and values, 2 heads of 6, 4 bytes: 192 bytes a token. */
  @Test
  void cache() {
    MemoryEstimate estimate = new MemoryEstimate(CONFIG, DType.FLOAT32, 3);
    assertThat(estimate.cachePerToken()).isEqualTo(2 * 2 * 12 * 4);
    assertThat(estimate.cache(5, 7)).isEqualTo(192 * 35);
    assertThat(estimate.cache(Integer.MAX_VALUE, Integer.MAX_VALUE)).isPositive();
  }

  /**
   * How much the process grew in a recorded forward pass over 4,096 tokens in four sequences, by
   * token; with blocks of memory given back at once (MALLOC_MMAP_THRESHOLD_=65536). 12 blocks, d
   * 256, I 1,024, V 1,000.
   */
  @ParameterizedTest
  @CsvSource({
    "qwen2, 4, 4, 64, 360138",
    "qwen2, 8, 2, 32, 338353",
    "qwen3, 8, 2, 32, 372483",
    "qwen3, 4, 4, 64, 384956",
  })
  void activationsAreWhatWasMeasured(
      String family, int heads, int kvHeads, int headDim, double measured) {
    DecoderConfig config =
        new DecoderConfig(
            family,
            1000,
            256,
            1024,
            12,
            heads,
            kvHeads,
            headDim,
            1e-6,
            1e4,
            true,
            8192,
            List.of(0));
    assertThat((double) new MemoryEstimate(config, DType.FLOAT32, 1).activationsPerToken())
        .isCloseTo(measured, within(measured / 100));
  }

  @Test
  void refusesWhatItCannotSay() {
    assertThatThrownBy(() -> new MemoryEstimate(CONFIG, DType.INT64, 1))
        .hasMessage("weights of type INT64");
    assertThatThrownBy(() -> new MemoryEstimate(CONFIG, DType.FLOAT32, 0))
        .hasMessage("lanes must be ≥ 1, was 0");
    assertThatThrownBy(new MemoryEstimate(CONFIG, DType.BFLOAT16, 1)::activationsPerToken)
        .isInstanceOf(IllegalStateException.class);
  }
}
