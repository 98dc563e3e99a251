package io.didact.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningWatchTest {
  /** What is told after each of some steps with the same metrics. */
  private static List<String> told(LearningWatch watch, int from, int to, Map<String, Double> all) {
    List<String> told = new ArrayList<>();
    for (int step = from; step <= to; step++) {
      watch.after(new StepReport(step, 10, all)).ifPresent(told::add);
    }
    return told;
  }

  private static Map<String, Double> metrics(double finished, double equal, double gradient) {
    return Map.of("finished", finished, "equalGroups", equal, "gradientNorm", gradient);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, no completion ended before sampling.maxNewTokens. Raise it",
    "0, 0, 3, no completion ended before sampling.maxNewTokens. Raise it",
    "1, 1, 0, all completions of a problem got the same reward",
    "0.5, 1, 0.2, all completions of a problem got the same reward",
    "1, 0, 0, the gradient was 0",
    "1, 0, NaN, the gradient was 0",
  })
  void isToldOnceAfterFiveSteps(double finished, double equal, double gradient, String said) {
    LearningWatch watch = new LearningWatch();
    Map<String, Double> metrics = metrics(finished, equal, gradient);
    assertThat(told(watch, 1, 4, metrics)).isEmpty();
    assertThat(told(watch, 5, 30, metrics))
        .singleElement()
        .asString()
        .startsWith("in steps 1 to 5 " + said);
  }

  /** A step in which anything is learned begins the count anew. */
  @Test
  void aRunThatLearnsNowAndThenIsNotToldOf() {
    LearningWatch watch = new LearningWatch();
    for (int step = 0; step < 30; step += 5) {
      assertThat(told(watch, step + 1, step + 4, metrics(0, 1, 0))).isEmpty();
      assertThat(told(watch, step + 5, step + 5, metrics(0.1, 0.9, 1e-9))).isEmpty();
    }
    assertThat(told(watch, 31, 35, metrics(0, 1, 0))).hasSize(1);
  }

  /** Supervised training has neither completions nor groups; no update is no gradient. */
  @Test
  void whatThereIsNoneOfIsNoSign() {
    assertThat(told(new LearningWatch(), 1, 9, Map.of("loss", 2.0, "gradientNorm", 0.3))).isEmpty();
    assertThat(told(new LearningWatch(), 1, 9, Map.of("loss", 0.0, "gradientNorm", 0.0)))
        .hasSize(1);
    assertThat(told(new LearningWatch(), 1, 9, Map.of("reward", 1.0))).hasSize(1);
  }
}
