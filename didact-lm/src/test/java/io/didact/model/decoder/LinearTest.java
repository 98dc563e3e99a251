package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.PackedMatrix;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearTest {
  private static Tensor random(long seed, DType dtype, long... shape) {
    int count = 1;
    for (long size : shape) {
      count *= (int) size;
    }
    return Tensor.ofDoubles(new SplittableRandom(seed).doubles(count, -1, 1).toArray(), shape)
        .to(dtype);
  }

  /**
   * W = [[1, 2], [3, 4], [5, 6]], b = (10, 20, 30), x = (1, −1): W·x + b = (9, 19, 29). With g =
   * (1, 0, 2): dL/dx = (1 + 10, 2 + 12), dL/dW = g·xᵀ = [[1, −1], [0, 0], [2, −2]], dL/db = g.
   */
  @Test
  void byHand() {
    try (TensorScope scope = new TensorScope()) {
      Tensor byWeight = Tensor.full(DType.FLOAT64, 100, 3, 2);
      Tensor byBias = Tensor.full(DType.FLOAT64, 100, 3);
      Linear.Dense linear =
          new Linear.Dense(
              Tensor.ofDoubles(new double[] {1, 2, 3, 4, 5, 6}, 3, 2),
              Tensor.ofDoubles(new double[] {10, 20, 30}, 3),
              new GradientSums(byWeight, byBias));
      Tensor x = Tensor.ofDoubles(new double[] {1, -1}, 1, 2);
      assertThat(linear.of(x).toDoubles()).containsExactly(9, 19, 29);
      assertThat(linear.plus(Tensor.full(DType.FLOAT64, 1, 1, 3), x).toDoubles())
          .containsExactly(10, 20, 30);
      PendingGradients pending = new PendingGradients();
      assertThat(
              linear
                  .backward(pending, x, Tensor.ofDoubles(new double[] {1, 0, 2}, 1, 3))
                  .toDoubles())
          .containsExactly(11, 14);
      assertThat(byWeight.toDoubles()).as("not yet").containsOnly(100);
      pending.addTogether(Worker.alone());
      assertThat(byWeight.toDoubles())
          .as("added to what was there")
          .containsExactly(101, 99, 100, 100, 102, 98);
      assertThat(byBias.toDoubles()).containsExactly(101, 100, 102);
    }
  }

  /**
   * L = Σ c · (x·Wᵀ + b) is linear in each of its arguments, so a difference over a step of 1 is
   * its derivative.
   */
  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = random(1, DType.FLOAT64, 4, 3);
      Tensor w = random(2, DType.FLOAT64, 5, 3);
      Tensor b = random(3, DType.FLOAT64, 5);
      Tensor c = random(4, DType.FLOAT64, 4, 5);
      Tensor byW = Tensor.zeros(DType.FLOAT64, 5, 3);
      Tensor byB = Tensor.zeros(DType.FLOAT64, 5);
      Linear.Dense linear = new Linear.Dense(w, b, new GradientSums(byW, byB));
      PendingGradients pending = new PendingGradients();
      Tensor byX = linear.backward(pending, x, c);
      pending.addTogether(Worker.alone());
      assertDerivative(linear, x, c, x, byX);
      assertDerivative(linear, x, c, w, byW);
      assertDerivative(linear, x, c, b, byB);
    }
  }

  private static void assertDerivative(
      Linear linear, Tensor x, Tensor c, Tensor argument, Tensor derivative) {
    double before = linear.of(x).mul(c).sum().item();
    Tensor flat = argument.view(-1);
    for (int i = 0; i < flat.elements(); i++) {
      double value = flat.narrow(0, i, 1).item();
      flat.narrow(0, i, 1).fill_(value + 1);
      assertThat(linear.of(x).mul(c).sum().item() - before)
          .isCloseTo(derivative.reshape(-1).toDoubles()[i], within(1e-12));
      flat.narrow(0, i, 1).fill_(value);
    }
  }

  /** 16-bit weights sum their gradients in 32 bits: 4096 and 1 are both there. */
  @Test
  void narrowGradientsAreSummedInWideOnes() {
    try (TensorScope scope = new TensorScope()) {
      Tensor one = Tensor.full(DType.BFLOAT16, 1, 1, 1);
      Tensor byWeight = Tensor.full(DType.FLOAT32, 4096, 1, 1);
      Tensor byBias = Tensor.full(DType.FLOAT32, 4096, 1);
      PendingGradients pending = new PendingGradients();
      new Linear.Dense(one, one.view(1), new GradientSums(byWeight, byBias))
          .backward(pending, one, one);
      pending.addTogether(Worker.alone());
      assertThat(byWeight.item()).isEqualTo(4097);
      assertThat(byBias.item()).isEqualTo(4097);
    }
  }

  /** W = [[2]]: dL/dx = 3 · 2, and there is no gradient by W to add. */
  @Test
  void frozenOnesPassTheGradientOn() {
    try (TensorScope scope = new TensorScope()) {
      Tensor w = Tensor.full(DType.FLOAT32, 2, 1, 1);
      PendingGradients pending = new PendingGradients();
      Tensor byX =
          new Linear.Dense(w, null, null)
              .backward(pending, w, Tensor.full(DType.FLOAT32, 3, 1, 1));
      pending.addTogether(Worker.alone());
      assertThat(byX.item()).isEqualTo(6);
      assertThat(w.item()).isEqualTo(2);
    }
  }

  /**
   * Rows on both sides of where packed weights give way to plain ones; sizes that are no multiple
   * of any block. Of sums of 257 products of numbers below 1.
   */
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 1, 1", "FLOAT32, 7, 3", "FLOAT32, 33, 65", "FLOAT32, 257, 129",
    "BFLOAT16, 1, 1", "BFLOAT16, 7, 3", "BFLOAT16, 33, 65", "BFLOAT16, 257, 129"
  })
  void packedIsPlain(DType dtype, int in, int out) {
    assumeTrue(PackedMatrix.supports(dtype), dtype + " matrices cannot be packed here");
    double tolerance = dtype == DType.FLOAT32 ? 1e-5 : 0.02;
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Tensor w = random(1, dtype, out, in);
      for (@Nullable Tensor bias : new Tensor[] {null, random(2, dtype, out)}) {
        Linear.Dense plain = new Linear.Dense(w, bias, null);
        Tensor exactWeight = w.to(DType.FLOAT64);
        try (PackedMatrix matrix = new PackedMatrix(w)) {
          Linear packed = new Linear.Packed(matrix, plain);
          for (int rows = 1; rows <= 65; rows++) {
            Tensor x = random(rows, dtype, rows, in);
            Tensor addend = random(100 + rows, dtype, rows, out);
            Tensor exact =
                x.to(DType.FLOAT64)
                    .linear(exactWeight, bias == null ? null : bias.to(DType.FLOAT64));
            Tensor exactSum = exact.add(addend.to(DType.FLOAT64));
            for (Linear each : new Linear[] {plain, packed}) {
              assertNear(each.of(x), exact, tolerance);
              assertNear(each.plus(addend, x), exactSum, tolerance);
            }
          }
        }
      }
    }
  }

  /** Each within a share of its size, or of the usual size where that is larger. */
  private static void assertNear(Tensor actual, Tensor exact, double tolerance) {
    double usual = exact.norm() / Math.sqrt(exact.elements());
    double[] expected = exact.toDoubles();
    double[] values = actual.toDoubles();
    assertThat(values).hasSameSizeAs(expected);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i])
          .isCloseTo(
              expected[i], within(tolerance * Math.max(1, Math.max(usual, Math.abs(expected[i])))));
    }
  }
}
