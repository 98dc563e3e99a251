package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandomParametersTest {
  /** 2 blocks: what adds to the residual stream has half the deviation. */
  private static final DecoderConfig CONFIG =
      new DecoderConfig("qwen2", 300, 64, 96, 2, 4, 2, 16, 1e-6, 1e4, false, 64, List.of(0));

  private static float[] values(Parameters parameters, String name) {
    for (ParameterLayout.Part part : parameters.parts()) {
      if (part.name().equals(name)) {
        try (TensorScope scope = new TensorScope()) {
          return parameters.view(part.offset(), part.shape()).toFloats();
        }
      }
    }
    throw new IllegalArgumentException(name);
  }

  private static double deviation(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }

  /** Models that were trained began with these numbers: Java's, matrix by matrix. */
  @Test
  void theOldStreamStays() {
    try (Parameters made = Parameters.random(CONFIG, DType.FLOAT32, 7, 0.1)) {
      SplittableRandom random = new SplittableRandom(7);
      double residual = 0.1 / Math.sqrt(4);
      for (ParameterLayout.Part part : made.parts()) {
        float[] got = values(made, part.name());
        if (part.shape().length == 2) {
          boolean adds = part.name().matches(".*(o_proj|down_proj).weight");
          for (float each : got) {
            assertThat(each).isEqualTo((float) ((adds ? residual : 0.1) * random.nextGaussian()));
          }
        }
      }
    }
  }

  /** n draws have a deviation within 4/√(2n) of the right one. */
  @Test
  void drawnWeightsHaveTheDistribution() {
    try (Parameters made = Parameters.drawn(CONFIG, DType.FLOAT32, 7, 0.1)) {
      assertThat(deviation(values(made, "model.embed_tokens.weight")))
          .isCloseTo(0.1, within(0.1 * 4 / Math.sqrt(2 * 300 * 64)));
      assertThat(deviation(values(made, "model.layers.1.mlp.down_proj.weight")))
          .isCloseTo(0.05, within(0.05 * 4 / Math.sqrt(2 * 96 * 64)));
      assertThat(values(made, "model.layers.1.input_layernorm.weight")).containsOnly(1);
      assertThat(values(made, "model.layers.0.self_attn.q_proj.bias")).containsOnly(0);
      assertThat(values(made, "lm_head.weight"))
          .isNotEqualTo(values(made, "model.embed_tokens.weight"));
    }
  }

  @Test
  void drawnWeightsFollowFromTheSeed() {
    try (Parameters one = Parameters.drawn(CONFIG, DType.FLOAT32, 7, 0.1);
        Parameters same = Parameters.drawn(CONFIG, DType.FLOAT32, 7, 0.1);
        Parameters other = Parameters.drawn(CONFIG, DType.FLOAT32, 8, 0.1)) {
      assertThat(same.flat().toFloats()).isEqualTo(one.flat().toFloats());
      assertThat(other.flat().toFloats()).isNotEqualTo(one.flat().toFloats());
    }
  }

  @Test
  void anotherTypeOnlyRounds() {
    try (Parameters wide = Parameters.drawn(CONFIG, DType.FLOAT32, 7, 0.1);
        Parameters narrow = Parameters.drawn(CONFIG, DType.BFLOAT16, 7, 0.1);
        TensorScope scope = new TensorScope()) {
      Tensor rounded = wide.flat().to(DType.BFLOAT16);
      assertThat(narrow.flat().dtype()).isEqualTo(DType.BFLOAT16);
      assertThat(narrow.flat().toFloats()).isEqualTo(rounded.toFloats());
    }
  }

  /** More numbers than are drawn at once: the stream goes on, it does not begin again. */
  @Test
  void largeMatricesAreDrawnInPieces() {
    DecoderConfig large =
        new DecoderConfig("llama", 70_000, 64, 8, 1, 1, 1, 8, 1e-6, 1e4, true, 64, List.of(0));
    try (Parameters made = Parameters.drawn(large, DType.FLOAT32, 7, 0.1)) {
      float[] embedding = values(made, "model.embed_tokens.weight");
      int piece = 1 << 22;
      assertThat(embedding.length).isGreaterThan(piece);
      assertThat(embedding[piece]).isNotEqualTo(embedding[0]);
      assertThat(embedding[embedding.length - 1]).isNotZero();
      assertThat(deviation(embedding)).isCloseTo(0.1, within(0.001));
    }
  }
}
