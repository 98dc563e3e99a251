package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NormTest {
  /**
   * n·x² = 134,000,000 · 0.001² = 134, so the norm is √134 = 11.5758. Summed in float32 it would
   * come out some percent too small.
   */
  @Test
  void aHundredMillionEqualNumbersLoseNothing() {
    long n = 134_000_000;
    try (TensorScope scope = new TensorScope();
        Workers one = new Workers(1);
        Workers three = new Workers(3)) {
      Tensor flat = Tensor.full(DType.FLOAT32, 1e-3, n);
      double exact = 1e-3f * Math.sqrt(n);
      assertThat(Norm.of(flat, one)).isCloseTo(exact, within(1e-6 * exact));
      assertThat(Norm.of(flat, three)).isEqualTo(Norm.of(flat, one));
      assertThat(flat.norm()).isEqualTo(Norm.of(flat, one));
    }
  }

  /** The long sum goes on growing where one number outweighs all others by 2²⁴. */
  @Test
  void oneLargeNumberHidesNoSmallOnes() {
    long n = 20_000_000;
    try (TensorScope scope = new TensorScope();
        Workers two = new Workers(2)) {
      Tensor flat = Tensor.full(DType.FLOAT32, 1, n + 1);
      flat.narrow(0, 0, 1).fill_(8192);
      double exact = Math.sqrt(n + 8192.0 * 8192.0);
      assertThat(Norm.of(flat, two)).isCloseTo(exact, within(1e-6 * exact));
    }
  }

  /** Of any length, empty, short of a row or a block and beyond, and whoever adds the blocks up. */
  @Test
  void everyNumberOfWorkersGivesTheSameBits() {
    try (TensorScope scope = new TensorScope();
        Workers one = new Workers(1);
        Workers two = new Workers(2);
        Workers five = new Workers(5)) {
      for (int n : new int[] {0, 1, 511, 512, 513, 2_097_151, 2_097_153, 7_000_001}) {
        SplittableRandom random = new SplittableRandom(n);
        float[] values = new float[n];
        double squares = 0;
        for (int i = 0; i < n; i++) {
          values[i] = (float) random.nextGaussian();
          squares += (double) values[i] * values[i];
        }
        Tensor flat = Tensor.ofFloats(values, n);
        double norm = Norm.of(flat, one);
        assertThat(norm).isCloseTo(Math.sqrt(squares), within(1e-6 * norm));
        assertThat(Norm.of(flat, two)).isEqualTo(norm);
        assertThat(Norm.of(flat, five)).isEqualTo(norm);
      }
    }
  }

  /** (3e25, 4e25) has norm 5e25, (3e−30, 4e−30) 5e−30: their squares are no floats. */
  @Test
  void squaresBeyondFloatsAreNumbers() {
    try (TensorScope scope = new TensorScope()) {
      for (double scale : new double[] {1e25, 1e-30}) {
        float[] values = {(float) (3 * scale), (float) (4 * scale)};
        assertThat(Tensor.ofFloats(values, 2).norm() / scale).isCloseTo(5, within(1e-6));
      }
    }
  }

  @Test
  void whatIsNoNumberShows() {
    try (TensorScope scope = new TensorScope();
        Workers two = new Workers(2)) {
      for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
        Tensor flat = Tensor.full(DType.FLOAT32, 1, 200_000);
        flat.narrow(0, 150_000, 1).fill_(bad);
        assertThat(Norm.of(flat, two)).isNotFinite();
      }
    }
  }

  /** Sums that libtorch does in float32 go by halves and lose nothing that matters. */
  @Test
  void otherSumsAreByHalves() {
    try (TensorScope scope = new TensorScope()) {
      Tensor values = Tensor.full(DType.FLOAT32, 1e-3, 2, 5_000_000);
      double exact = 1e-3f * 5e6;
      assertThat(values.sum(1).toDoubles()[0]).isCloseTo(exact, within(1e-6 * exact));
      assertThat(values.view(5_000_000, 2).sum(0).toDoubles()[1])
          .isCloseTo(exact, within(1e-6 * exact));
      assertThat(values.cumsum(1).toDoubles()[4_999_999]).isCloseTo(exact, within(1e-6 * exact));
      assertThat(Tensor.zeros(DType.FLOAT32, 1, 5_000_000).logSumExp(1).item())
          .isCloseTo(Math.log(5e6), within(1e-6));
    }
  }
}
