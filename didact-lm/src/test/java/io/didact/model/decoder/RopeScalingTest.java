package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class RopeScalingTest {
  private static final RopeScaling.Llama3 LLAMA3 = new RopeScaling.Llama3(8, 1, 4, 64);

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
    assertThat(new RopeScaling.Linear(4).frequency(1, 4, 4)).isEqualTo(0.125);
    assertThatThrownBy(() -> new RopeScaling.Linear(0.5)).hasMessageContaining("factor");
  }

  /**
   * θ = 10,000, d = 8, original 64. A pair turns 64·θ^(−2i/8)/2π times within 64 positions: 32
   * turns are at i = 8·ln(64/64π)/(2·ln θ) = −0.50, one turn at i = 8·ln(64/2π)/(2·ln θ) = 1.008.
   * Moved outwards and into the range: 0 and 2. Pair 1 is half lengthened: 0.1·(1/2 + 1/2·1/4).
   */
  @Test
  void yarnByHand() {
    RopeScaling yarn = new YarnScaling(4, 64, 32, 1, 1.5, true);
    assertThat(IntStream.range(0, 4).mapToDouble(i -> yarn.frequency(i, 10_000, 8)).toArray())
        .containsExactly(new double[] {1, 0.0625, 0.0025, 0.00025}, within(1e-15));
    assertThat(yarn.attentionFactor()).isEqualTo(1.5);
    double last = 8 * Math.log(64 / (2 * Math.PI)) / (2 * Math.log(10_000));
    assertThat(new YarnScaling(4, 64, 32, 1, 1, false).frequency(1, 10_000, 8))
        .isCloseTo(0.1 * (1 - 1 / last) + 0.025 / last, within(1e-15));
  }

  /** Borders at one place: nothing before it is lengthened, everything after it is. */
  @Test
  void yarnWithBordersAtOnePlace() {
    RopeScaling yarn = new YarnScaling(4, 64, 1e9, 1e9, 1, true);
    assertThat(yarn.frequency(0, 10_000, 8)).isEqualTo(1);
    assertThat(yarn.frequency(1, 10_000, 8)).isEqualTo(0.1);
    RopeScaling all = new YarnScaling(4, 1e6, 1e6 / (2 * Math.PI), 1e6 / (2 * Math.PI), 1, true);
    assertThat(all.frequency(0, 10_000, 8)).isEqualTo(1);
    assertThat(all.frequency(1, 10_000, 8)).isCloseTo(0.025, within(1e-15));
  }

  @Test
  void readsBothKeysThatFilesHave() {
    assertThat(read("{}")).isEqualTo(RopeScaling.NONE);
    assertThat(read("{'rope_scaling': null}")).isEqualTo(RopeScaling.NONE);
    assertThat(read("{'rope_scaling': {'type': 'linear', 'factor': 2}}"))
        .isEqualTo(new RopeScaling.Linear(2));
    assertThat(read("{'rope_parameters': {'rope_type': 'default', 'rope_theta': 5}}"))
        .isEqualTo(RopeScaling.NONE);
    assertThat(
            read("{'rope_scaling': {}, 'rope_parameters': {'rope_type': 'linear', 'factor': 2.5}}"))
        .isEqualTo(new RopeScaling.Linear(2.5));
    assertThat(
            read(
                "{'rope_scaling': {'rope_type': 'llama3', 'factor': 8, 'low_freq_factor': 1,"
                    + " 'high_freq_factor': 4, 'original_max_position_embeddings': 64}}"))
        .isEqualTo(LLAMA3);
  }

  /**
   * As Qwen2.5's page says it, original positions from max_position_embeddings (here 100), the
   * factor from their ratio, and the two scales of the attention factor: 0.1·ln 4 = 0.1386.
   */
  @Test
  void readsYarn() {
    double usual = 0.1 * Math.log(4) + 1;
    assertThat(
            read(
                "{'rope_scaling': {'type': 'yarn', 'factor': 4.0,"
                    + " 'original_max_position_embeddings': 32768}}"))
        .isEqualTo(new YarnScaling(4, 32_768, 32, 1, usual, true));
    assertThat(read("{'rope_scaling': {'type': 'yarn', 'factor': 4, 'mscale': 2}}"))
        .isEqualTo(new YarnScaling(4, 100, 32, 1, usual, true));
    assertThat(
            read(
                "{'original_max_position_embeddings': 50, 'rope_parameters': {'rope_type': 'yarn',"
                    + " 'factor': null, 'beta_fast': 8, 'beta_slow': 2, 'truncate': false,"
                    + " 'attention_factor': 1.25}}"))
        .isEqualTo(new YarnScaling(2, 50, 8, 2, 1.25, false));
    assertThat(
            read("{'rope_scaling': {'type': 'yarn', 'factor': 4, 'mscale': 2,"
                    + " 'mscale_all_dim': 1}}")
                .attentionFactor())
        .isCloseTo((0.2 * Math.log(4) + 1) / usual, within(1e-15));
    assertThat(read("{'rope_scaling': {'type': 'yarn', 'factor': 1}}").attentionFactor())
        .isEqualTo(1);
  }

  /** Yarn's is the factor times the original; the others leave the number alone. */
  @Test
  void howFarAModelReaches() {
    YarnScaling yarn = new YarnScaling(4, 32_768, 32, 1, 1, true);
    assertThat(yarn.reach(32_768)).isEqualTo(131_072);
    assertThat(yarn.reach(200_000)).isEqualTo(200_000);
    assertThat(new YarnScaling(1e9, 1e9, 32, 1, 1, true).reach(5)).isEqualTo(Integer.MAX_VALUE);
    assertThat(LLAMA3.reach(131_072)).isEqualTo(131_072);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'rope_scaling': {'type': 'linear'}} | rope_scaling.factor is missing",
        "{'rope_scaling': {'type': 'linear', 'factor': 0.5}} | factor must be ≥ 1, was 0.5",
        "{'rope_scaling': {'type': 'linear', 'factor': '2'}} | rope_scaling.factor must be a number",
        "{'rope_scaling': {'type': 'llama3', 'factor': 2}} | rope_scaling.low_freq_factor is missing",
        "{'rope_scaling': {'type': 'yarn'}} | rope_scaling.factor is missing",
        "{'rope_scaling': {'type': 'yarn', 'factor': 2, 'beta_fast': 1, 'beta_slow': 2}} | beta_slow ≤ beta_fast",
        "{'rope_scaling': {'type': 'dynamic', 'factor': 2}} | its frequencies change with a sequence's length",
        "{'rope_scaling': {'type': 'longrope'}} | rope_scaling of type longrope is not supported: ",
        "{'rope_scaling': {'type': 'mrope'}} | supported are default, linear, llama3 and yarn",
        "{'rope_scaling': 7} | rope_scaling must be a block of keys, was 7",
        "{'rope_parameters': {'full_attention': {'rope_theta': 5}}} | for each kind of layer is not",
        "{'partial_rotary_factor': 0.5} | partial_rotary_factor must be 1",
        "{'rope_parameters': {'rope_theta': 5, 'partial_rotary_factor': 0.5}} | must be 1",
      })
  void whatCannotBeDoneIsRefused(String json, String complaint) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  private static RopeScaling read(String json) {
    ConfigJson in = new ConfigJson(JsonMapper.shared().readTree(json.replace('\'', '"')));
    RopeJson rope = new LlamaFamily().rope(in, 100);
    RopeScaling scaling = rope.scaling();
    assertThat(rope.rotatedPart()).isEqualTo(1);
    in.throwIfWrong();
    return scaling;
  }
}
