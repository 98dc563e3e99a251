package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecoderTest {
  private static final DecoderConfig CONFIG = RandomModels.config(50, 4, 2, 6, true);

  /**
   * bfloat16 keeps 8 bits: a relative error of 2⁻⁹ an operation. Over some twenty operations with
   * weights of deviation 0.02 the log-probs, near −log 50 = −3.9, agree to a few hundredths.
   */
  @Test
  void sixteenBitsFollowThirtyTwo() {
    TokenIds ids = RandomModels.ids(40, 50, 1);
    try (Parameters wide = Parameters.random(CONFIG, DType.FLOAT32, 2);
        Parameters narrow = wide.to(DType.BFLOAT16);
        Decoder exact = new Decoder(wide);
        Decoder rough = new Decoder(narrow)) {
      double[] expected = logProbs(exact, ids);
      double[] actual = logProbs(rough, ids);
      assertThat(rough.dtype()).isEqualTo(DType.BFLOAT16);
      for (int k = 0; k < expected.length; k++) {
        assertThat(Math.abs(actual[k] - expected[k])).isLessThan(0.05);
      }
      assertThat(actual).isNotEqualTo(expected);
    }
  }

  private static double[] logProbs(Decoder decoder, TokenIds ids) {
    try (TensorScope scope = new TensorScope()) {
      int last = ids.size() - 1;
      Tensor hidden = SequencePack.of(List.of(ids.slice(0, last))).hidden(decoder);
      Tensor targets = Tensor.ofInts(ids.slice(1, ids.size()).toArray());
      return decoder.head().logProbs(hidden, targets, 1);
    }
  }

  /** Every weight that takes part gets a gradient; rows of tokens never read get none but 0. */
  @Test
  void gradientsReachEveryWeight() {
    DecoderConfig untied = RandomModels.config(50, 4, 2, 6, false);
    try (Parameters parameters = RandomModels.parameters(untied, DType.FLOAT64, 3);
        GradientBuffer gradient = new GradientBuffer(parameters);
        Decoder decoder = new Decoder(parameters, gradient);
        TensorScope scope = new TensorScope()) {
      DecoderPass pass =
          SequencePack.of(List.of(TokenIds.of(1, 2, 3, 4)))
              .pass(decoder, DecoderPass.Activations.KEPT);
      Tensor targets = Tensor.ofInts(new int[] {5, 6, 7, 8});
      double[] derivative = {1, -2, 3, 0.5};
      pass.backward(
          decoder.head().backward(pass.hidden(), targets, 1, (first, logProbs) -> derivative));
      for (ParameterLayout.Part part : parameters.parts()) {
        double[] values =
            Parameters.viewOf(gradient.sum(), part.offset(), part.shape()).toDoubles();
        boolean table = part.name().equals("model.embed_tokens.weight");
        assertThat(
                IntStream.range(0, values.length)
                    .filter(i -> (values[i] != 0) != (!table || i / 24 >= 1 && i / 24 <= 4)))
            .as("elements of %s that wrongly have or lack a gradient", part.name())
            .isEmpty();
      }
    }
  }
}
