package io.didact.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.hub.HubCache;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
  private static Map<String, Double> evaluation(double accuracy) {
    return Map.of("accuracy", accuracy, "low", accuracy - 0.1, "high", accuracy + 0.1, "n", 512.0);
  }

  /** Mean 0.5; deviations −0.1, 0, 0.1: (0.01 + 0 + 0.01) / 2 = 0.01, whose root is 0.1. */
  @Test
  void severalEvaluationsAreAMeanWithItsDeviation() {
    RunSummary.Arm arm =
        RunSummary.Arm.of(List.of(evaluation(0.4), evaluation(0.5), evaluation(0.6)));
    assertThat(arm.accuracy()).isCloseTo(0.5, within(1e-12));
    assertThat(arm.sd().orElseThrow()).isCloseTo(0.1, within(1e-12));
    assertThat(arm.cells()).containsExactly("0.500 ± 0.100", "0.400 – 0.600", "3 × 512");
  }

  @Test
  void oneEvaluationKeepsItsInterval() {
    RunSummary.Arm arm = RunSummary.Arm.of(List.of(evaluation(0.5)));
    assertThat(arm).isEqualTo(new RunSummary.Arm(0.5, 0.4, 0.6, 512, 1, Optional.empty()));
    assertThat(arm.cells()).containsExactly("0.500", "0.400 – 0.600", "512");
  }

  @Test
  void aTableOfBothSaysWhatTheColumnsHold() {
    Map<String, RunSummary.Arm> arms = new LinkedHashMap<>();
    arms.put("base", RunSummary.Arm.of(List.of(evaluation(0.5))));
    arms.put("rlt", RunSummary.Arm.of(List.of(evaluation(0.4), evaluation(0.6))));
    assertThat(
            new RunSummary(arms, Map.of(), 3, Map.of(), Map.of(), Map.of(), List.of(), "").table())
        .isEqualTo(
            """
            student of       accuracy    95 % or range         n
            base                0.500    0.400 – 0.600       512
            rlt         0.500 ± 0.141    0.400 – 0.600   2 × 512

            3 s in all stages
            """);
  }

  /** Three students an arm, as the recipe's matrix has them. */
  @Test
  void theMainClaimIsMultiplied() throws Exception {
    Path home = Path.of("..");
    Recipe recipe =
        RecipeFile.read(
            home.resolve("recipes/main-claim.yaml"),
            List.of("matrix.student=[1, 2]"),
            new HubCache(home.resolve("no-such-cache")),
            remark -> {});
    assertThat(recipe.stages()).hasSize(7 + 5 * 2 + 6 * 2).containsKey("student-rlt-2");
    assertThat(recipe.summary().orElseThrow().arms())
        .containsEntry("lambda-0", List.of("eval-lambda-0-1", "eval-lambda-0-2"));
  }
}
