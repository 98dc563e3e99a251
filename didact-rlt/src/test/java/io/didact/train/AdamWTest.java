package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.NonFiniteException;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AdamWTest {
  private static final DecoderConfig CONFIG =
      new DecoderConfig("qwen2", 5, 4, 6, 1, 2, 1, 2, 1e-6, 10_000, true, 64, List.of(1));

  /**
   * All weights 1, all gradients 2, then −1; lr 0.01, wd 0.1, β = (0.9, 0.999), no clipping.
   *
   * <p>Update 1: m̂ = 2, √v̂ = 2, so a norm or bias becomes 1 − 0.01 = 0.99 and a matrix element 1
   * − 0.01·0.1·1 − 0.01 = 0.989.
   *
   * <p>Update 2: m = 0.9·0.2 − 0.1 = 0.08, m̂ = 0.08/0.19 = 0.421053; v = 0.999·0.004 + 0.001 =
   * 0.004996, v̂ = 0.004996/0.001999 = 2.499250, √v̂ = 1.580902; m̂/√v̂ = 0.266337. A norm or bias
   * becomes 0.99 − 0.00266337 = 0.98733663, a matrix element 0.989 − 0.000989 − 0.00266337 =
   * 0.98534763. Without bias correction update 1 would be 0.01·0.2/√0.004 = 0.0316.
   */
  @Test
  void stepsByHand() {
    try (Workers two = new Workers(2);
        Parameters parameters = Parameters.zeros(CONFIG, DType.FLOAT32);
        AdamW adam =
            new AdamW(
                parameters.flat(),
                parameters.decayedSize(),
                new AdamWOptions(0.9, 0.999, 1e-8, 0.1, 0),
                two);
        TensorScope scope = new TensorScope()) {
      parameters.flat().fill_(1);
      adam.step(Tensor.full(DType.FLOAT32, 2, parameters.size()), 1, 0.01);
      assertWeights(parameters, 0.989, 0.99);
      adam.step(Tensor.full(DType.FLOAT32, -1, parameters.size()), 2, 0.01);
      assertWeights(parameters, 0.98534763, 0.98733663);
    }
  }

  /**
   * 100 steps of 0.001 from 1: bfloat16 has steps of 1/128 below 1 and 1/64 above, so a single step
   * rounds back to 1. The master goes to 0.9, and the model has what is nearest to it.
   */
  @Test
  void smallStepsOfNarrowWeightsAddUp() {
    try (Workers two = new Workers(2);
        Parameters parameters = Parameters.zeros(CONFIG, DType.BFLOAT16);
        TensorScope scope = new TensorScope()) {
      parameters.flat().fill_(1);
      try (AdamW adam =
          new AdamW(
              parameters.flat(),
              parameters.decayedSize(),
              new AdamWOptions(0.9, 0.999, 1e-8, 0, 0),
              two)) {
        adam.step(Tensor.full(DType.FLOAT32, 2, parameters.size()), 1, 0.001);
        assertThat(parameters.flat().toDoubles()).containsOnly(1);
        for (int update = 2; update <= 100; update++) {
          adam.step(Tensor.full(DType.FLOAT32, 2, parameters.size()), update, 0.001);
        }
        assertThat(adam.state().get("master").toDoubles()[3]).isCloseTo(0.9, within(1e-4));
        assertThat(parameters.flat().toDoubles()).containsOnly(0.8984375);
      }
    }
  }

  private static void assertWeights(Parameters parameters, double matrices, double others) {
    double[] weights = parameters.flat().toDoubles();
    for (int i = 0; i < weights.length; i++) {
      double expected = i < parameters.decayedSize() ? matrices : others;
      assertThat(weights[i]).isCloseTo(expected, within(1e-6));
    }
  }

  /** (3, 4, 0, …) has norm 5: bound 1 makes it (0.6, 0.8, 0, …), bounds 6 and 0 leave it. */
  @Test
  void aLongGradientIsShortened() {
    double[] shortened = afterStep(1);
    assertThat(shortened[0]).isCloseTo(0.6, within(1e-6));
    assertThat(shortened[1]).isCloseTo(0.8, within(1e-6));
    assertThat(afterStep(6)).startsWith(3, 4, 0);
    assertThat(afterStep(0)).startsWith(3, 4, 0);
  }

  private static double[] afterStep(double maxGradientNorm) {
    try (Workers two = new Workers(2);
        Parameters parameters = Parameters.zeros(CONFIG, DType.FLOAT32);
        AdamW adam =
            new AdamW(
                parameters.flat(),
                parameters.decayedSize(),
                new AdamWOptions(0.9, 0.999, 1e-8, 0, maxGradientNorm),
                two);
        TensorScope scope = new TensorScope()) {
      Tensor gradient = Tensor.zeros(DType.FLOAT32, parameters.size());
      gradient.narrow(0, 0, 2).copy_(Tensor.ofFloats(new float[] {3, 4}, 2));
      assertThat(adam.step(gradient, 1, 0.01)).isCloseTo(5, within(1e-6));
      return gradient.toDoubles();
    }
  }

  /** Norm and clipped gradient are the same bits for every number of workers. */
  @Test
  void workersChangeNeitherNormNorClipping() {
    DecoderConfig wide =
        new DecoderConfig("qwen2", 50_000, 64, 64, 1, 2, 1, 2, 1e-6, 10_000, true, 64, List.of(1));
    Map<Integer, double[]> clipped = new TreeMap<>();
    List<Double> norms = new ArrayList<>();
    for (int workerCount : new int[] {1, 2, 3}) {
      try (Workers workers = new Workers(workerCount);
          Parameters gradient = Parameters.random(wide, DType.FLOAT32, 7);
          Parameters parameters = Parameters.zeros(wide, DType.FLOAT32);
          AdamW adam =
              new AdamW(
                  parameters.flat(), parameters.decayedSize(), AdamWOptions.paper(), workers);
          TensorScope scope = new TensorScope()) {
        norms.add(adam.step(gradient.flat(), 1, 0.01));
        clipped.put(workerCount, gradient.flat().toDoubles());
      }
    }
    assertThat(norms).hasSize(3).containsOnly(norms.get(0));
    assertThat(norms.get(0)).isGreaterThan(1);
    assertThat(clipped.get(2)).isEqualTo(clipped.get(1));
    assertThat(clipped.get(3)).isEqualTo(clipped.get(1));
  }

  @Test
  void aGradientThatIsNoNumberChangesNothing() {
    try (Workers two = new Workers(2);
        Parameters parameters = Parameters.random(CONFIG, DType.FLOAT32, 1);
        AdamW adam =
            new AdamW(parameters.flat(), parameters.decayedSize(), AdamWOptions.paper(), two);
        TensorScope scope = new TensorScope()) {
      double[] before = parameters.flat().toDoubles();
      Tensor gradient = Tensor.full(DType.FLOAT32, Double.NaN, parameters.size());
      assertThatThrownBy(() -> adam.step(gradient, 1, 0.01)).isInstanceOf(NonFiniteException.class);
      assertThat(parameters.flat().toDoubles()).isEqualTo(before);
      assertThat(adam.state().values()).allSatisfy(moment -> assertThat(moment.norm()).isZero());
    }
  }
}
