package io.didact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RopeScalingTest {
  private static final RopeScaling LLAMA3 = new RopeScaling.Llama3(8, 1, 4, 64);

  /** A wave of 2π/1 ≈ 6.3 positions is shorter than 64/4 = 16: it stays. */
  @Test
  void shortWavesStay() {
    assertThat(LLAMA3.scale(1)).isEqualTo(1);
  }

  /** A wave of 2π/0.01 ≈ 628 positions is longer than 64/1: divided by 8. */
  @Test
  void longWavesAreLengthened() {
    assertThat(LLAMA3.scale(0.01)).isCloseTo(0.00125, within(1e-15));
  }

  /**
   * Between: a wave of 32 positions, f = 2π/32. smooth = (64/32 − 1)/(4 − 1) = 1/3, so f·(2/3)/8 +
   * f/3 = f·5/12.
   */
  @Test
  void betweenItGoesSmoothly() {
    double f = 2 * Math.PI / 32;
    assertThat(LLAMA3.scale(f)).isCloseTo(f * 5 / 12, within(1e-15));
  }

  @Test
  void linearDividesAllPositions() {
    assertThat(new RopeScaling.Linear(4).scale(0.5)).isEqualTo(0.125);
    assertThatThrownBy(() -> new RopeScaling.Linear(0.5)).hasMessageContaining("factor");
  }

  @Test
  void readsBothKeysThatFilesHave() {
    assertThat(read("{}")).isEqualTo(RopeScaling.NONE);
    assertThat(read("{\"rope_scaling\": null}")).isEqualTo(RopeScaling.NONE);
    assertThat(read("{\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}}"))
        .isEqualTo(new RopeScaling.Linear(2));
    assertThat(read("{\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 5}}"))
        .isEqualTo(RopeScaling.NONE);
    assertThatThrownBy(() -> read("{\"rope_scaling\": {\"type\": \"linear\"}}"))
        .hasMessageContaining("factor must be ≥ 1, was NaN");
  }

  private static RopeScaling read(String json) {
    return RopeScaling.read(new ConfigReader(JsonMapper.shared().readTree(json)));
  }
}
