package io.didact.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.SamplerCorrection.Beyond;
import io.didact.algorithm.SamplerCorrection.Per;
import io.didact.config.InvalidSettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Weights of tokens that another program sampled. */
class SamplerCorrectionTest {
  private static final double LN2 = Math.log(2);

  /** Of the float64 reference of the methods, bounds 0.5 and 2. */
  @Test
  void isThatOfTheReference() throws IOException {
    try (InputStream file =
        SamplerCorrectionTest.class.getResourceAsStream("/golden/sampler-correction.json")) {
      JsonNode rows = JsonMapper.shared().readTree(file);
      assertThat(rows.size()).isEqualTo(12);
      for (JsonNode row : rows) {
        double[] policy = values(row.path("policy"));
        double[] sampler = values(row.path("sampler"));
        expect(Beyond.TRUNCATE, Per.TOKEN, policy, sampler, values(row.path("token_tis")));
        expect(Beyond.MASK, Per.TOKEN, policy, sampler, values(row.path("token_mask")));
        expect(Beyond.TRUNCATE, Per.COMPLETION, policy, sampler, row.path("sequence_tis"));
        expect(Beyond.MASK, Per.COMPLETION, policy, sampler, row.path("sequence_mask"));
      }
    }
  }

  private static double[] values(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
  }

  private static void expect(
      Beyond beyond, Per per, double[] policy, double[] sampler, JsonNode ofAll) {
    double[] expected = new double[policy.length];
    Arrays.fill(expected, ofAll.doubleValue());
    expect(beyond, per, policy, sampler, expected);
  }

  private static void expect(
      Beyond beyond, Per per, double[] policy, double[] sampler, double[] expected) {
    assertThat(new SamplerCorrection(beyond, per, 0.5, 2).weights(policy, sampler))
        .containsExactly(expected, within(1e-7));
  }

  /**
   * log π_old − log μ = ln 2, −ln 4, 0: ratios 2, ¼, 1, whose product is ½. The other way round the
   * first two would be ½ and 4.
   */
  @Test
  void byHand() {
    double[] policy = {-1 + LN2, -2 - 2 * LN2, -3};
    double[] sampler = {-1, -2, -3};
    assertThat(weights(Beyond.TRUNCATE, Per.TOKEN, 1.5, policy, sampler))
        .containsExactly(new double[] {1.5, 0.25, 1}, within(1e-12));
    assertThat(weights(Beyond.MASK, Per.TOKEN, 1.5, policy, sampler))
        .containsExactly(new double[] {0, 0, 1}, within(1e-12));
    assertThat(weights(Beyond.TRUNCATE, Per.COMPLETION, 1.5, policy, sampler))
        .containsExactly(new double[] {0.5, 0.5, 0.5}, within(1e-12));
    assertThat(weights(Beyond.OFF, Per.TOKEN, 1.5, policy, sampler)).containsOnly(1);
    assertThat(weights(Beyond.OFF, Per.COMPLETION, 1.5, policy, sampler)).containsOnly(1);
  }

  private static double[] weights(
      Beyond beyond, Per per, double most, double[] policy, double[] sampler) {
    return new SamplerCorrection(beyond, per, 0.4, most).weights(policy, sampler);
  }

  /** The sampler is the policy: nothing is changed, by whatever correction. */
  @Test
  void withoutMismatchAllWeightsAreOne() {
    double[] same = {-0.3, -7, -0.001};
    for (Beyond beyond : Beyond.values()) {
      for (Per per : Per.values()) {
        assertThat(weights(beyond, per, 2, same, same)).containsOnly(1);
      }
    }
  }

  @Test
  void boundsAreAroundOne() {
    assertThatThrownBy(() -> new SamplerCorrection(Beyond.MASK, Per.TOKEN, 1.1, 0.9))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContainingAll("least", "most");
    assertThatThrownBy(() -> new OffPolicy(SamplerCorrection.defaults(), 0, 2))
        .hasMessageContainingAll("mostMismatch", "staleness must be 0 or 1, was 2");
  }

  /**
   * Ratios 2 and ½: mean |log| is ln 2, and the effective share is (2.5)²/(2 · 4.25) = 0.7353. One
   * of three completions is not known.
   */
  @Test
  void theMismatchByHand() {
    Mismatch mismatch = new Mismatch();
    mismatch.add(new double[] {-1}, new double[] {-1 - LN2}, new double[] {1.5});
    mismatch.add(new double[] {-1}, new double[] {-1 + LN2}, new double[] {0.5});
    mismatch.addUnknown();
    Map<String, Double> metrics = mismatch.metrics();
    assertThat(metrics.get("mismatch/mean")).isCloseTo(LN2, within(1e-12));
    assertThat(metrics.get("mismatch/max")).isCloseTo(LN2, within(1e-12));
    assertThat(metrics.get("mismatch/effectiveSampleSize")).isCloseTo(6.25 / 8.5, within(1e-12));
    assertThat(metrics.get("mismatch/bounded")).isEqualTo(0.5);
    assertThat(metrics.get("mismatch/unknown")).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(mismatch.isUnknown()).isFalse();
  }

  /**
   * A = 2, w = 1.5 and 0, ρ = 1.5 clipped at 1.2: −w·1.2·A = −3.6 without gradient; and nothing.
   * The KL is not weighted: β = 0.1, d = 0 gives 0 here.
   */
  @Test
  void theLossOfATokenIsMultiplied() {
    Grpo grpo = Grpo.of(new GrpoEquation(0.1, new PolicyRatio.Clipped(0.2, 0.2)));
    double[] old = {-1, -1};
    double now = -1 + Math.log(1.5);
    Objective.BatchLoss loss =
        grpo.loss(
            List.of(new Objective.Sampled(old, 2, new double[] {1.5, 0})), new BatchCounts(1, 2));
    SequenceLoss.Value value = loss.of(0, 0, new double[] {now, now}, new double[] {now, now});
    assertThat(value.loss()).isCloseTo(-3.6 / 2, within(1e-12));
    assertThat(value.derivative()).containsExactly(new double[2], within(0.0));
    SequenceLoss.Value inside = loss.of(0, 0, old, old);
    assertThat(inside.derivative()).containsExactly(new double[] {-3.0 / 2, 0}, within(0.0));
    assertThatThrownBy(() -> new Objective.Sampled(old, 2, new double[1]))
        .hasMessage("1 weights for 2 tokens");
  }
}
