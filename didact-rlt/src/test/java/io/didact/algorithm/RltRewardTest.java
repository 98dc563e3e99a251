package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The worked example: solution log-probs −1, −2, −6, so r_SS = −3 + 0.01·(−6) = −3.06. Think
 * tokens: teacher −0.5, −1, −0.3, −0.2, student −0.5, −3, −0.1, −1.2, so d = 0, 2, −0.2, 1 and r_KL
 * = 0.7 + 0.01·2 = 0.72. r = −3.06 − 3·0.72 = −5.22.
 */
class RltRewardTest {
  private static final double[] SOLUTION = {-1, -2, -6};
  private static final double[] TEACHER = {-0.5, -1, -0.3, -0.2};
  private static final double[] STUDENT = {-0.5, -3, -0.1, -1.2};
  private static final double[] NOTHING = {};

  @Test
  void paperRewardByHand() {
    RewardBreakdown reward = RltReward.paper().of(SOLUTION, TEACHER, STUDENT, true);
    assertThat(reward.score("r_SS")).isCloseTo(-3.06, within(1e-12));
    assertThat(reward.score("r_KL")).isCloseTo(0.72, within(1e-12));
    assertThat(reward.score("penalty")).isZero();
    assertThat(reward.total()).isCloseTo(-5.22, within(1e-12));
  }

  @Test
  void explainsItself() {
    assertThat(RltReward.paper().of(SOLUTION, TEACHER, STUDENT, true).explain())
        .isEqualTo(
            """
            -5.220000  reward: sum of:
              -3.060000  r_SS: -3.060000 over 3 solution tokens, sum of:
                -3.000000  r_SS mean: 1 × mean (-3.000000)
                -0.060000  r_SS min: 0.01 × min (-6.000000 at solution token 2)
              -2.160000  r_KL: 0.720000 over 4 think tokens, sum of:
                -2.100000  r_KL mean: -3 × 1 × mean (0.700000)
                -0.060000  r_KL max: -3 × 0.01 × max (2.000000 at think token 1)
              0.000000  penalty: closed and not empty
            """);
  }

  /** −5.22 − 1. */
  @Test
  void aMissingClosingTagCostsThePenalty() {
    RewardBreakdown reward = RltReward.paper().of(SOLUTION, TEACHER, STUDENT, false);
    assertThat(reward.score("penalty")).isEqualTo(-1);
    assertThat(reward.total()).isCloseTo(-6.22, within(1e-12));
    assertThat(reward.explain()).contains("penalty: the closing tag is missing");
  }

  /** r_KL over nothing is 0; −3.06 − 1, and not −2 where it is unclosed too. */
  @Test
  void anEmptyThoughtCostsThePenaltyOnce() {
    for (boolean closed : new boolean[] {true, false}) {
      RewardBreakdown reward = RltReward.paper().of(SOLUTION, NOTHING, NOTHING, closed);
      assertThat(reward.score("r_KL")).isZero();
      assertThat(reward.total()).isCloseTo(-4.06, within(1e-12));
    }
  }

  /** λ = 0: the reward is r_SS alone, r_KL is still reported. */
  @Test
  void lambdaZeroLeavesOnlyTheSolutionScore() {
    RewardBreakdown reward = RltReward.paper().withLambda(0).of(SOLUTION, TEACHER, STUDENT, true);
    assertThat(reward.total()).isEqualTo(reward.score("r_SS"));
    assertThat(reward.score("r_KL")).isCloseTo(0.72, within(1e-12));
  }

  /**
   * k3 of d = 0, 2, −0.2, 1: 0; e⁻² − 1 + 2 = 1.1353353; e^0.2 − 1 − 0.2 = 0.0214028; e⁻¹ =
   * 0.3678794. Mean 1.5246175/4 = 0.3811544, plus 0.01·1.1353353 = 0.3925077.
   */
  @Test
  void k3ByHand() {
    RewardBreakdown reward =
        RltReward.paper().withEstimator(KlEstimator.K3).of(SOLUTION, TEACHER, STUDENT, true);
    assertThat(reward.score("r_KL")).isCloseTo(0.3925077, within(1e-7));
  }

  /** −log π_s = 0.5, 3, 0.1, 1.2: mean 1.2, max 3, so 1.23. */
  @Test
  void withoutTheTeachersTerm() {
    RltReward reward =
        new RltReward(
            SpanScore.PAPER_SOLUTION, SpanScore.PAPER_KL, KlEstimator.K1, false, 0.7, 3, -1);
    assertThat(reward.of(SOLUTION, TEACHER, STUDENT, true).score("r_KL"))
        .isCloseTo(1.23, within(1e-12));
  }

  /** KL values 0.2, 0.6 from outside: mean 0.4 + 0.01·0.6 = 0.406. */
  @Test
  void exactKlValues() {
    RltReward reward = RltReward.paper().withEstimator(KlEstimator.EXACT);
    double[] kl = {0.2, 0.6};
    assertThat(reward.ofExact(SOLUTION, kl, true).score("r_KL")).isCloseTo(0.406, within(1e-12));
    assertThat(reward.ofExact(new float[] {-1}, new float[] {0.25f}, true).score("r_KL"))
        .isCloseTo(0.2525, within(1e-12));
    assertThatThrownBy(() -> reward.of(SOLUTION, TEACHER, STUDENT, true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ofExact");
    assertThatThrownBy(() -> RltReward.paper().ofExact(SOLUTION, kl, true))
        .isInstanceOf(IllegalStateException.class);
  }

  /** The same numbers in single precision; all of these are exact in it. */
  @Test
  void floatsAndDoublesAgree() {
    float[] solution = {-1, -2.5f};
    float[] teacher = {-0.5f};
    float[] student = {-2};
    assertThat(RltReward.paper().of(solution, teacher, student, true))
        .isEqualTo(
            RltReward.paper()
                .of(new double[] {-1, -2.5}, new double[] {-0.5}, new double[] {-2}, true));
  }

  /**
   * Independent metrics: reward = r_SS − 3 r_KL + penalty, one token a span so mean = min = max.
   */
  @ParameterizedTest
  @CsvSource({
    "-24.520391, 6.079651, true, -42.759344",
    "-16.191632, -1.250005, true, -12.441615",
    "-21.849263, 10.587662, true, -53.612248",
    "-17.835352, 2.902503, false, -27.542861"
  })
  void combinesAsTheGoldenMetricsDo(double rSs, double rKl, boolean closed, double expected) {
    double[] solution = {rSs / 1.01};
    double[] student = {-30};
    double[] teacher = {-30 + rKl / 1.01};
    RewardBreakdown reward = RltReward.paper().of(solution, teacher, student, closed);
    assertThat(reward.score("r_SS")).isCloseTo(rSs, within(1e-12));
    assertThat(reward.score("r_KL")).isCloseTo(rKl, within(1e-12));
    assertThat(reward.total()).isCloseTo(expected, within(3e-6)); // six decimals, λ = 3
  }

  @Test
  void badInputIsNamedNotPassedOn() {
    RltReward reward = RltReward.paper();
    double[] nan = {-0.5, Double.NaN, -0.3, -0.2};
    double[] infinite = {-1, -2, Double.NEGATIVE_INFINITY};
    assertThatThrownBy(() -> reward.of(SOLUTION, nan, STUDENT, true))
        .hasMessage("the teacher's log-prob of think token 1 is NaN");
    assertThatThrownBy(() -> reward.of(SOLUTION, TEACHER, nan, true))
        .hasMessage("the student's log-prob of think token 1 is NaN");
    assertThatThrownBy(() -> reward.of(infinite, TEACHER, STUDENT, true))
        .hasMessage("the student's log-prob of solution token 2 is -Infinity");
    assertThatThrownBy(() -> reward.of(SOLUTION, TEACHER, SOLUTION, true))
        .hasMessage("the teacher's log-probs score 4 think tokens, the student's 3");
    assertThatThrownBy(() -> reward.of(NOTHING, TEACHER, STUDENT, true))
        .hasMessage("the solution has no tokens to score");
    assertThatThrownBy(
            () ->
                reward
                    .withEstimator(KlEstimator.K3)
                    .of(SOLUTION, new double[] {-999}, new double[] {0}, true))
        .hasMessage("the K3 KL of think token 0 is Infinity");
  }

  @Test
  void saysAllThatIsWrongWithItsOptions() {
    assertThatThrownBy(
            () ->
                new RltReward(
                    SpanScore.PAPER_SOLUTION,
                    SpanScore.PAPER_KL,
                    KlEstimator.K3,
                    false,
                    0,
                    Double.NaN,
                    1))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "without the teacher's term the estimator must be K1, was K3",
                        "temperature must be > 0, was 0.0",
                        "lambda must be ≥ 0, was NaN",
                        "penalty must be ≤ 0 (it is added), was 1.0"));
  }
}
