package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.tensor.DType;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
  /** P = 20·24 + 2·(24·(24+12+12) + 24·24 + 3·24·40 + 48 + 2·24) + 24 = 9,912. */
  private static final DecoderConfig CONFIG = RandomModels.config(20, 4, 2, 6, true);

  private static final long P = 20 * 24 + 2 * (24 * 48 + 24 * 24 + 3 * 24 * 40 + 48 + 48) + 24;

  /** 32 bits: 4 + 4 + 8 = 16 bytes a weight, with reference 20, with student 24. */
  @Test
  void thirtyTwoBits() {
    MemoryEstimate estimate = new MemoryEstimate(CONFIG, DType.FLOAT32);
    assertThat(estimate.weights()).isEqualTo(4 * P);
    assertThat(estimate.gradients()).isEqualTo(4 * P);
    assertThat(estimate.masterWeights()).isZero();
    assertThat(estimate.training()).isEqualTo(16 * P);
    assertThat(estimate.trainingWithReference()).isEqualTo(20 * P);
    assertThat(estimate.trainingATeacher()).isEqualTo(24 * P);
  }

  /**
   * Of three ranks each has a third, a place for a layer, 24·48 + 24·24 + 3·24·40 = 4,608, and
   * places of their own for what the whole pass adds to: norms, biases and the tied embedding. An
   * untied one has the layers' place.
   */
  @Test
  void gradientsThatAreSharedOut() {
    MemoryEstimate tied = new MemoryEstimate(CONFIG, DType.BFLOAT16);
    long vectors = 2 * (48 + 48) + 24;
    assertThat(tied.gradients(1)).isEqualTo(4 * P);
    assertThat(tied.gradients(3)).isEqualTo(4 * (P / 3 + 4608 + 20 * 24 + vectors));
    DecoderConfig untied = RandomModels.config(20, 4, 2, 6, false);
    assertThat(new MemoryEstimate(untied, DType.BFLOAT16).gradients(3))
        .isEqualTo(4 * ((P + 20 * 24) / 3 + 4608 + vectors));
  }

  /** 16 bits: 2 + 4 + 4 + 8 = 18 bytes a weight, with reference 20, with student 22. */
  @Test
  void sixteenBits() {
    MemoryEstimate estimate = new MemoryEstimate(CONFIG, DType.BFLOAT16);
    assertThat(estimate.weights()).isEqualTo(2 * P);
    assertThat(estimate.masterWeights()).isEqualTo(4 * P);
    assertThat(estimate.training()).isEqualTo(18 * P);
    assertThat(estimate.trainingWithReference()).isEqualTo(20 * P);
    assertThat(estimate.trainingATeacher()).isEqualTo(22 * P);
  }

  /** 2 layers, keys and values, 2 heads of 6, 4 bytes: 192 bytes a token. */
  @Test
  void cache() {
    MemoryEstimate estimate = new MemoryEstimate(CONFIG, DType.FLOAT32);
    assertThat(estimate.cachePerToken()).isEqualTo(2 * 2 * 12 * 4);
    assertThat(estimate.cache(5, 7)).isEqualTo(192 * 35);
    assertThat(estimate.cache(Integer.MAX_VALUE, Integer.MAX_VALUE)).isPositive();
  }

  /**
   * 2 layers, d = q = 24, kv = 12, I = 40, 4 heads: 4·(2·(48 + 80 + 72 + 24 + 4) + 72) = 2,112
   * bytes a token. Recomputed, one layer has its input alone: 4·(228 − 24) less.
   */
  @Test
  void activations() {
    MemoryEstimate estimate = new MemoryEstimate(CONFIG, DType.FLOAT32);
    assertThat(estimate.activationsPerToken()).isEqualTo(2112);
    assertThat(estimate.recomputedPerToken()).isEqualTo(2112 - 816);
  }

  /**
   * That, half of it in 16 bits, and of one layer (4 + 6)·228 or (2 + 6)·228 bytes. A pass without
   * gradients takes 4·72 + (4 + 2)·228. Of 100 rows all logits, 4·100·V; of more 128 MiB.
   */
  @Test
  void microBatches() {
    MemoryEstimate wide = new MemoryEstimate(CONFIG, DType.FLOAT32);
    MemoryEstimate half = new MemoryEstimate(CONFIG, DType.BFLOAT16);
    assertThat(wide.activations(10, DecoderPass.Activations.KEPT)).isEqualTo(10 * (2112 + 2280));
    assertThat(half.activations(10, DecoderPass.Activations.KEPT)).isEqualTo(10 * (1056 + 1824));
    assertThat(half.activations(10, DecoderPass.Activations.RECOMPUTED))
        .isEqualTo(10 * ((2112 - 816) / 2 + 1824));
    assertThat(wide.passing(10)).isEqualTo(10 * (288 + 1368));
    assertThat(wide.keptLogits(100)).isEqualTo(4L * 100 * CONFIG.vocabSize());
    assertThat(wide.keptLogits(Integer.MAX_VALUE)).isEqualTo(1 << 27);
  }

  /** All but norms and biases of qkv; of an untied model the head, but not the embedding. */
  @Test
  void packedWeights() {
    long matrices = P - 2 * (48 + 48) - 24;
    assertThat(new MemoryEstimate(CONFIG, DType.BFLOAT16).packedWeights()).isEqualTo(2 * matrices);
    DecoderConfig untied = RandomModels.config(20, 4, 2, 6, false);
    assertThat(new MemoryEstimate(untied, DType.FLOAT32).packedWeights()).isEqualTo(4 * matrices);
  }

  @Test
  void refusesWhatItCannotSay() {
    assertThatThrownBy(() -> new MemoryEstimate(CONFIG, DType.INT64))
        .hasMessage("weights of type INT64");
    assertThatThrownBy(new MemoryEstimate(CONFIG, DType.BFLOAT16)::recomputedPerToken)
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(new MemoryEstimate(CONFIG, DType.BFLOAT16)::activationsPerToken)
        .isInstanceOf(IllegalStateException.class);
  }
}
