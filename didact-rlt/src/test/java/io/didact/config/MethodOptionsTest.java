package io.didact.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.algorithm.Clip;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.PolicyRatio;
import io.didact.algorithm.Reduction;
import io.didact.algorithm.RltReward;
import io.didact.algorithm.SpanScore;
import io.didact.algorithm.WarmUp;
import io.didact.algorithm.WeightedReduction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The method's own options, which know nothing of configuration, read and written. */
class MethodOptionsTest {
  record Options(RltReward reward, GrpoEquation grpo, LearningRateSchedule schedule) {
    static Options defaults() {
      return new Options(
          RltReward.paper(), GrpoEquation.paper(), LearningRateSchedule.constant(1e-6));
    }
  }

  private static Options read(String yaml) throws ConfigException {
    byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
    return ConfigReader.parse(bytes, "o.yaml", Path.of(""), Options.class, List.of());
  }

  @Test
  void overlaysThePapersConstants() throws ConfigException {
    Options options =
        read(
            """
            reward:
              lambda: 0
              solution:
                clip: {low: -10}
                reductions:
                  - {reduction: mean, coefficient: 1}
                  - {reduction: lower-quartile, coefficient: 0.1}
            grpo: {ratio: {type: clipped, epsilonLow: 0.2, epsilonHigh: 0.3}}
            schedule: {shape: cosine, warmUp: {type: fraction, ofRun: 0.05}}
            """);
    SpanScore solution =
        SpanScore.of(
                new WeightedReduction(Reduction.MEAN, 1),
                new WeightedReduction(Reduction.LOWER_QUARTILE, 0.1))
            .withClip(Clip.atLeast(-10));
    RltReward paper = RltReward.paper();
    assertThat(options)
        .isEqualTo(
            new Options(
                paper.withLambda(0).withSpans(solution, paper.think()),
                new GrpoEquation(0.04, new PolicyRatio.Clipped(0.2, 0.3)),
                LearningRateSchedule.cosine(1e-6, new WarmUp.Fraction(0.05))));
    assertThat(read(ConfigWriter.yaml(options, Path.of("")))).isEqualTo(options);
  }

  @Test
  void theirComplaintsHaveLines() {
    assertThatThrownBy(() -> read("reward:\n  lambda: -1\n  temperature: 0\ngrpo:\n  beta: -2\n"))
        .hasMessage(
            """
            3 problems in o.yaml
            o.yaml:2: reward.lambda: must be ≥ 0, was -1.0
            o.yaml:3: reward.temperature: must be > 0, was 0.0
            o.yaml:5: grpo.beta: must be ≥ 0 and finite, was -2.0""");
  }
}
