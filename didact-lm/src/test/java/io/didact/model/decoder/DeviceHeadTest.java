package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.RandomNumbers;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Transfers;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensor operations against the plain doubles of {@link LogProbHead}, both on the CPU. */
class DeviceHeadTest {
  private static final int V = 101;
  private static final int D = 12;
  private static final int ROWS = 37;
  private static final double TAU = 0.7;

  private static Tensor normal(RandomNumbers random, DType dtype, long... shape) {
    long size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return random.normal(1, size).view(shape).to(dtype);
  }

  /**
   * All in one piece; chunks of 4 rows and tiles of 7 tokens; chunks of one row. The second row's
   * target is almost certain, and the last one's tile is not the last.
   */
  @ParameterizedTest
  @CsvSource({
    "FLOAT64, 100000, 100000, 1e-13",
    "FLOAT64, 404, 28, 1e-13",
    "FLOAT64, 1, 1, 1e-13",
    "FLOAT32, 404, 28, 1e-6",
    "BFLOAT16, 404, 28, 1e-6"
  })
  void isThatOfPlainDoubles(DType dtype, long kept, long tile, double tolerance) {
    try (TensorScope scope = new TensorScope();
        RandomNumbers random = new RandomNumbers(3)) {
      Tensor weight = normal(random, dtype, V, D);
      Tensor hidden = normal(random, dtype, ROWS, D);
      int[] targets = new SplittableRandom(1).ints(ROWS, 0, V).toArray();
      hidden.narrow(0, 1, 1).copy_(weight.narrow(0, targets[1], 1).mul(6.0));
      double[] derivative = new SplittableRandom(2).doubles(ROWS, -1, 1).toArray();
      Tensor plainWeight = Tensor.zeros(dtype.wide(), V, D);
      Tensor ownWeight = Tensor.zeros(dtype.wide(), V, D);
      LogProbHead plain = new LogProbHead(weight, plainWeight, kept, tile).dividingBy(1.5);
      DeviceHead own = new LogProbHead(weight, ownWeight, kept, tile).dividingBy(1.5).onDevice();
      Tensor rows = Tensor.ofInts(targets);

      double[] logProbs = new double[ROWS];
      double[] entropies = new double[ROWS];
      Tensor byHidden =
          plain.backward(
              hidden,
              rows,
              TAU,
              new LogProbHead.Derivative() {
                @Override
                public double[] at(int first, double[] some) {
                  System.arraycopy(some, 0, logProbs, first, some.length);
                  return Arrays.copyOfRange(derivative, first, first + some.length);
                }

                @Override
                public boolean wantsEntropies() {
                  return true;
                }

                @Override
                public void entropies(int first, double[] some) {
                  System.arraycopy(some, 0, entropies, first, some.length);
                }
              });
      Tensor by = Tensor.ofDoubles(derivative, ROWS);
      DeviceHead.Backward back =
          own.backward(hidden, rows, TAU, true, (first, some) -> by.narrow(0, first, some.size(0)));

      assertClose(back.logProbs().toDoubles(), logProbs, tolerance);
      assertClose(Objects.requireNonNull(back.entropies()).toDoubles(), entropies, tolerance);
      assertClose(back.byHidden().toDoubles(), byHidden.toDoubles(), tolerance);
      assertClose(ownWeight.toDoubles(), plainWeight.toDoubles(), tolerance);
      assertThat(own.logProbs(hidden, rows, TAU).toDoubles())
          .as("of equal weights, to the last bit")
          .containsExactly(back.logProbs().toDoubles());
    }
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(largest).isPositive();
    assertThat(actual).containsExactly(expected, within(tolerance * largest));
  }

  /** Whatever the chunks and tiles. */
  @Test
  void readsNothing() {
    Transfers transfers = new Transfers();
    try (TensorScope scope = new TensorScope();
        RandomNumbers random = new RandomNumbers(3)) {
      Tensor weight = normal(random, DType.FLOAT32, V, D);
      Tensor hidden = normal(random, DType.FLOAT32, ROWS, D);
      Tensor targets = Tensor.arange(ROWS);
      DeviceHead head =
          new LogProbHead(weight, Tensor.zeros(DType.FLOAT32, V, D), 404, 28).onDevice();
      try (Transfers.Scope counting = transfers.count()) {
        head.logProbs(hidden, targets, TAU);
        head.backward(hidden, targets, TAU, true, (first, some) -> some);
      }
    }
    assertThat(transfers.counts()).isEqualTo(new Transfers.Counts(0, 0, 0, 0));
  }
}
