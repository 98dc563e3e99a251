package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RmsNormTest {
  private static final double EPSILON = 1e-2;

  /**
   * x = (3, 4), w = (1, 2), ε = 0, g = (1, 0): mean square 12.5, r = 1/√12.5. dL/dw = (3r, 0).
   * dL/dx₀ = r − 3·r³·3/2 = r·(1 − 9/25) = 0.64 r, dL/dx₁ = −4·r³·3/2 = −12/25 r = −0.48 r.
   */
  @Test
  void gradientByHand() {
    double r = 1 / Math.sqrt(12.5);
    try (TensorScope scope = new TensorScope()) {
      Tensor weightGradient = Tensor.full(DType.FLOAT64, 10, 2);
      RmsNorm norm = new RmsNorm(Tensor.ofDoubles(new double[] {1, 2}, 2), weightGradient, 0, NormGain.WEIGHT);
      Tensor x = Tensor.ofDoubles(new double[] {3, 4}, 1, 2);
      assertThat(norm.of(x).toDoubles())
          .containsExactly(new double[] {3 * r, 8 * r}, within(1e-15));
      PendingGradients pending = new PendingGradients();
      assertThat(norm.backward(pending, x, Tensor.ofDoubles(new double[] {1, 0}, 1, 2)).toDoubles())
          .containsExactly(new double[] {0.64 * r, -0.48 * r}, within(1e-15));
      pending.addTogether(Worker.alone());
      assertThat(weightGradient.toDoubles())
          .as("added to the 10 that were there")
          .containsExactly(new double[] {10 + 3 * r, 10}, within(1e-15));
    }
  }

  /** Of 3 rows, and of 3 rows with 2 heads. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void gradientsAreThoseOfFiniteDifferences(long heads) {
    long[] shape = heads == 1 ? new long[] {3, 5} : new long[] {3, heads, 5};
    SplittableRandom random = new SplittableRandom(1);
    double[] x = random.doubles(3 * heads * 5, -2, 2).toArray();
    double[] w = random.doubles(5, -2, 2).toArray();
    double[] c = random.doubles(3 * heads * 5, -2, 2).toArray();
    try (TensorScope scope = new TensorScope()) {
      Tensor byWeight = Tensor.zeros(DType.FLOAT64, 5);
      RmsNorm norm = new RmsNorm(Tensor.ofDoubles(w, 5), byWeight, EPSILON, NormGain.WEIGHT);
      PendingGradients pending = new PendingGradients();
      double[] byX =
          norm.backward(pending, Tensor.ofDoubles(x, shape), Tensor.ofDoubles(c, shape))
              .toDoubles();
      pending.addTogether(Worker.alone());
      for (int i = 0; i < x.length; i++) {
        double difference = loss(moved(x, i, 1e-5), w, c) - loss(moved(x, i, -1e-5), w, c);
        assertThat(byX[i]).isCloseTo(difference / 2e-5, within(1e-8));
      }
      for (int i = 0; i < w.length; i++) {
        double difference = loss(x, moved(w, i, 1e-5), c) - loss(x, moved(w, i, -1e-5), c);
        assertThat(byWeight.toDoubles()[i]).isCloseTo(difference / 2e-5, within(1e-8));
      }
    }
  }

  /** Σ c · norm(x), by loops. */
  private static double loss(double[] x, double[] w, double[] c) {
    double loss = 0;
    for (int row = 0; row < x.length; row += w.length) {
      double squares = 0;
      for (int i = 0; i < w.length; i++) {
        squares += x[row + i] * x[row + i];
      }
      for (int i = 0; i < w.length; i++) {
        loss += c[row + i] * w[i] * x[row + i] / Math.sqrt(squares / w.length + EPSILON);
      }
    }
    return loss;
  }

  private static double[] moved(double[] values, int i, double change) {
    double[] moved = values.clone();
    moved[i] += change;
    return moved;
  }

  /** With a weight that does not change the gradient by x is the same. */
  @Test
  void frozenOnesPassTheGradientOn() {
    try (TensorScope scope = new TensorScope()) {
      Tensor x = Tensor.ofDoubles(new double[] {1, -2}, 1, 2);
      Tensor g = Tensor.ofDoubles(new double[] {0.5, 3}, 1, 2);
      Tensor w = Tensor.ofDoubles(new double[] {2, 0.7}, 2);
      PendingGradients pending = new PendingGradients();
      double[] trained =
          new RmsNorm(w, Tensor.zeros(DType.FLOAT64, 2), EPSILON, NormGain.WEIGHT)
              .backward(pending, x, g)
              .toDoubles();
      assertThat(new RmsNorm(w, null, EPSILON, NormGain.WEIGHT).backward(pending, x, g).toDoubles())
          .containsExactly(trained);
    }
  }
}
