package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.config.InvalidSettingsException;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpoEquationTest {
  private static final PolicyRatio CLIPPED = new PolicyRatio.Clipped(0.2, 0.28);

  /**
   * log π_θ = −1.2, log π_ref = −1, A = 0.5, β = 0.04: d = 0.2, exp(d) = 1.2214028, so the KL is
   * 0.0214028, ℓ = −0.5 + 0.04·0.0214028 = −0.4991439 and dℓ/d log π_θ = −0.5 + 0.04·(1 −
   * 1.2214028) = −0.5088561. With d the other way round the KL would be exp(−0.2) + 0.2 − 1 =
   * 0.0187308.
   */
  @Test
  void onPolicyByHand() {
    GrpoTerms token = GrpoEquation.paper().token(-1.2, -1.2, -1, 0.5);
    assertThat(token.kl()).isCloseTo(0.0214028, within(1e-7));
    assertThat(token.loss()).isCloseTo(-0.4991439, within(1e-7));
    assertThat(token.derivative()).isCloseTo(-0.5088561, within(1e-7));
    assertThat(token.ratio()).isEqualTo(1);
  }

  /**
   * Tensor operations and plain doubles say the same of a thousand tokens: on policy and clipped,
   * with a reference and without.
   */
  @ParameterizedTest
  @CsvSource({"true, 0.04", "true, 0", "false, 0.3", "false, 0"})
  void derivativesOfManyTokensAreThoseOfEach(boolean onPolicy, double beta) {
    GrpoEquation equation = new GrpoEquation(beta, onPolicy ? PolicyRatio.ON_POLICY : CLIPPED);
    SplittableRandom random = new SplittableRandom(3);
    int tokens = 1000;
    double[][] values = new double[4][];
    Arrays.setAll(values, i -> random.doubles(tokens, -3, 0).toArray());
    values[3] = random.doubles(tokens, -2, 2).toArray();
    try (TensorScope scope = new TensorScope()) {
      Tensor[] tensors =
          Arrays.stream(values).map(v -> Tensor.ofDoubles(v, tokens)).toArray(Tensor[]::new);
      double[] derivative =
          equation.derivative(tensors[0], tensors[1], tensors[2], tensors[3]).toDoubles();
      for (int k = 0; k < tokens; k++) {
        GrpoTerms token = equation.token(values[0][k], values[1][k], values[2][k], values[3][k]);
        assertThat(derivative[k]).isCloseTo(token.derivative(), within(1e-13));
      }
    }
  }

  /** First step: policy = reference, so KL is exactly 0, and so is its gradient. */
  @Test
  void atTheReferenceOnlyTheAdvantageIsLeft() {
    GrpoTerms token = GrpoEquation.paper().token(-2.3, -2.3, -2.3, 0.8);
    assertThat(token.kl()).isZero();
    assertThat(token.loss()).isEqualTo(-0.8);
    assertThat(token.derivative()).isEqualTo(-0.8);
  }

  /**
   * Bounds [0.8, 1.28]. ρ = 1.5: A = 1 is held at 1.28 without gradient, A = −1 is not held (the
   * minimum is −1.5). ρ = 0.5: A = 1 gives 0.5, A = −1 is held at −0.8.
   */
  @ParameterizedTest
  @CsvSource({
    "1.5, 1, 1.28, 0, true",
    "1.5, -1, -1.5, -1.5, false",
    "0.5, 1, 0.5, 0.5, false",
    "0.5, -1, -0.8, 0, true",
    "1.1, 2, 2.2, 2.2, false",
    "3, 0, 0, 0, false"
  })
  void clippingByHand(
      double ratio, double advantage, double value, double derivative, boolean clipped) {
    PolicyRatio.Surrogate surrogate = CLIPPED.surrogate(-2 + Math.log(ratio), -2, advantage);
    assertThat(surrogate.value()).isCloseTo(value, within(1e-12));
    assertThat(surrogate.derivative()).isCloseTo(derivative, within(1e-12));
    assertThat(surrogate.ratio()).isCloseTo(ratio, within(1e-12));
    assertThat(surrogate.clipped()).isEqualTo(clipped);
  }

  /** The first of several updates is the same as the only one. */
  @Test
  void clippedEqualsOnPolicyWhereThePolicyHasNotMoved() {
    GrpoEquation clipped = new GrpoEquation(0.04, CLIPPED);
    for (double advantage : new double[] {-1.5, 0, 2}) {
      assertThat(clipped.token(-0.9, -0.9, -1.4, advantage))
          .isEqualTo(GrpoEquation.paper().token(-0.9, -0.9, -1.4, advantage));
    }
  }

  @Test
  void theDerivativeIsThatOfTheLoss() {
    GrpoEquation equation = new GrpoEquation(0.3, CLIPPED);
    SplittableRandom random = new SplittableRandom(5);
    double h = 1e-6;
    int checked = 0;
    for (int round = 0; round < 2_000; round++) {
      double logProb = random.nextDouble(-4, 0);
      double sampling = logProb + random.nextDouble(-0.6, 0.6);
      double reference = logProb + random.nextDouble(-2, 2);
      double advantage = random.nextDouble(-2, 2);
      GrpoTerms left = equation.token(logProb - h, sampling, reference, advantage);
      GrpoTerms right = equation.token(logProb + h, sampling, reference, advantage);
      if (left.clipped() == right.clipped()) { // the kink itself has no derivative
        double slope = (right.loss() - left.loss()) / (2 * h);
        assertThat(equation.token(logProb, sampling, reference, advantage).derivative())
            .isCloseTo(slope, within(1e-7));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(1_900);
  }

  /**
   * Two sequences, A = 1 with tokens at the reference (3 of them), A = −1 with one token at d = ln
   * 2: KL = 2 − ln 2 − 1 = 0.306853. β = 1: losses −1, −1, −1 and 1.306853; sequence means −1 and
   * 1.306853, batch 0.153426.
   */
  @Test
  void aBatchByHand() {
    GrpoEquation equation = new GrpoEquation(1, PolicyRatio.ON_POLICY);
    BatchCounts batch = new BatchCounts(2, 4);
    double loss =
        3 * LossReduction.SEQUENCE_MEAN.tokenWeight(3, batch) * equation.token(-1, -1, -1, 1).loss()
            + LossReduction.SEQUENCE_MEAN.tokenWeight(1, batch)
                * equation.token(-1, -1, -1 + Math.log(2), -1).loss();
    assertThat(loss).isCloseTo(0.153426, within(1e-6));
  }

  @Test
  void withoutBetaThereIsNoReference() {
    GrpoTerms token = new GrpoEquation(0, PolicyRatio.ON_POLICY).token(-1, -1, Double.NaN, 2);
    assertThat(token).isEqualTo(new GrpoTerms(-2, -2, 0, 1, false));
  }

  @Test
  void badInputIsAnError() {
    assertThatThrownBy(() -> GrpoEquation.paper().token(-1, -1, Double.NaN, 1))
        .hasMessageContaining("reference NaN");
    assertThatThrownBy(() -> GrpoEquation.paper().token(Double.NaN, -1, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GrpoEquation(-1, CLIPPED))
        .hasMessageContaining("beta must be ≥ 0");
    assertThatThrownBy(() -> new PolicyRatio.Clipped(1, -1))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
