package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RopeTest {
  private static final DecoderConfig CONFIG = RandomModels.config(20, 2, 1, 4, true);

  /**
   * Head width 4, θ = 10,000: pairs (0, 2) and (1, 3) turn by p and p/100. The vector (1, 2, 3, 4)
   * becomes (cos p − 3 sin p, 2 cos p/100 − 4 sin p/100, 3 cos p + sin p, 4 cos p/100 + 2 sin
   * p/100). The tables begin with 256 rows: the later positions are in rows that came with growth.
   */
  @Test
  void rotatesByHandAlsoPastTheFirstTables() {
    try (Rope rope = new Rope(CONFIG.rotary(0).orElseThrow(), 4, DType.FLOAT64);
        TensorScope scope = new TensorScope()) {
      for (long[] positions :
          new long[][] {{0, 1, 255}, {256, 3}, {255, 256, 257, 700}, {5000}, {2}}) {
        int end = (int) java.util.Arrays.stream(positions).max().orElseThrow() + 1;
        Tensor x =
            Tensor.ofDoubles(new double[] {1, 2, 3, 4}, 1, 1, 4).expand(positions.length, 2, 4);
        Tensor rotated = rope.at(Tensor.ofLongs(positions, positions.length), end).rotate(x);
        for (int i = 0; i < positions.length; i++) {
          double p = positions[i];
          double slow = p / 100;
          double[] expected = {
            Math.cos(p) - 3 * Math.sin(p),
            2 * Math.cos(slow) - 4 * Math.sin(slow),
            3 * Math.cos(p) + Math.sin(p),
            4 * Math.cos(slow) + 2 * Math.sin(slow)
          };
          for (int head = 0; head < 2; head++) {
            assertThat(rotated.select(0, i).select(0, head).toDoubles())
                .containsExactly(expected, within(1e-12));
          }
        }
      }
    }
  }

  /**
   * Rotation is linear, so its gradient is its transpose: ⟨rotate x, g⟩ = ⟨x, backward g⟩ for all x
   * and g; of unit vectors, matrix entry by matrix entry. Also with a factor, as YaRN has it.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 6, 9})
  void backwardIsTheTranspose(int seed) {
    DecoderConfig config = RandomConfigs.of(seed);
    int width = config.headDim();
    try (Rope rope = new Rope(config.rotary(0).orElseThrow(), width, DType.FLOAT64);
        TensorScope scope = new TensorScope()) {
      Rotation rows = rope.at(Tensor.ofLongs(new long[] {37}, 1), 38);
      for (int i = 0; i < width; i++) {
        double[] column = rows.rotate(unit(i, width)).toDoubles();
        for (int j = 0; j < width; j++) {
          assertThat(rows.backward(unit(j, width)).toDoubles()[i]).isEqualTo(column[j]);
        }
      }
    }
  }

  private static Tensor unit(int i, int width) {
    double[] values = new double[width];
    values[i] = 1;
    return Tensor.ofDoubles(values, 1, 1, width);
  }

  /** A model that has read a short sequence reads a long one as loops do. */
  @Test
  void aDecoderGrowsWithItsSequences() {
    try (Parameters parameters = RandomModels.parameters(CONFIG, DType.FLOAT64, 1);
        Decoder decoder = new Decoder(parameters);
        TensorScope scope = new TensorScope()) {
      SequencePack.of(List.of(TokenIds.of(1, 2))).hidden(decoder);
      TokenIds ids = RandomModels.ids(300, 20, 2);
      Tensor hidden = SequencePack.of(List.of(ids)).hidden(decoder);
      double[][] expected = new NaiveDecoder(parameters).hidden(ids);
      for (int t : new int[] {0, 255, 256, 299}) {
        assertThat(hidden.select(0, t).toDoubles()).containsExactly(expected[t], within(1e-9));
      }
    }
  }
}
