package io.didact.recipe.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.config.InvalidSettingsException;
import io.didact.config.Rules;
import io.didact.eval.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimResultTest {
  private static final double[] RLT = {0.96, 0.97, 0.98};
  private static final double[] EXPERT = {0.42, 0.43, 0.47};

  private static ClaimResult result(double by, double[] greater, double[] than) {
    return ClaimResult.of("w", new Claim("a", "b", by), greater, than, Optional.empty());
  }

  /** Differences 0.54, 0.54, 0.51: mean 0.53, sd 0.017321, half width 4.3027 · 0.01 = 0.043027. */
  @ParameterizedTest
  @CsvSource({"0, HOLDS", "0.48, HOLDS", "0.49, OPEN", "0.57, OPEN", "0.58, FAILS"})
  void theIntervalOverSeedsDecides(double by, ClaimResult.Verdict verdict) {
    ClaimResult result = result(by, RLT, EXPERT);
    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.interval().orElseThrow().low()).isCloseTo(0.486973, within(1e-6));
    assertThat(result.interval().orElseThrow().high()).isCloseTo(0.573027, within(1e-6));
    assertThat(result.difference()).hasSize(3);
  }

  @Test
  void aNumberCountsForAllSeeds() {
    assertThat(result(0, RLT, new double[] {0.9}).verdict()).isEqualTo(ClaimResult.Verdict.HOLDS);
    assertThat(result(0, new double[] {0.9}, RLT).verdict()).isEqualTo(ClaimResult.Verdict.FAILS);
  }

  @Test
  void oneRunDecidesNothing() {
    ClaimResult one = result(0, new double[] {0.9}, new double[] {0.1});
    assertThat(one.verdict()).isEqualTo(ClaimResult.Verdict.OPEN);
    assertThat(one.figures()).isEqualTo("0.900 − 0.100 = 0.800, one repetition");
    assertThat(result(0, new double[] {Double.NaN, 1, 1}, RLT).verdict())
        .isEqualTo(ClaimResult.Verdict.OPEN);
  }

  @Test
  void nothingSolvedHasNoOverlap() {
    ClaimResult.OnProblems none =
        new ClaimResult.OnProblems(4, new Interval(0, 0.5), 0.25, Double.NaN, 0.5);
    assertThat(
            ClaimResult.of("w", new Claim("a", "b", 0), RLT, EXPERT, Optional.of(none))
                .onProblems())
        .isEqualTo("over 4 problems [0.000, 0.500], p 0.250; the second solves none");
  }

  private static Quantities quantities(int seeds) {
    Map<String, List<String>> arms = new LinkedHashMap<>();
    arms.put("rlt", List.of("a1", "a2", "b1", "b2"));
    arms.put("base", List.of("base"));
    arms.put("three", List.of("x", "y", "z"));
    Map<String, Map<String, String>> series =
        Map.of("by-reward", Map.of("rlt", "1", "base", "steps"));
    return new Quantities(
        arms,
        Map.of("steps", new Measure(List.of("s1", "s2"), "steps")),
        Map.of("plot", Plot.defaults("x", series)),
        seeds);
  }

  /** With two seeds a1 and a2 are of the first: (0.1 + 0.3) / 2 and (0.5 + 0.7) / 2. */
  @Test
  void stagesOfASeedAreItsMean() {
    Map<String, Double> values = Map.of("a1", 0.1, "a2", 0.3, "b1", 0.5, "b2", 0.7);
    Quantities.Results results = (stage, metric) -> values.getOrDefault(stage, 9.0);
    assertThat(quantities(2).of("rlt", results))
        .containsExactly(new double[] {0.2, 0.6}, within(1e-12));
    assertThat(quantities(0).of("rlt", results)).containsExactly(0.1, 0.3, 0.5, 0.7);
    assertThat(quantities(2).of("base", results)).containsExactly(9);
    assertThat(quantities(2).of("-0.5e1", results)).containsExactly(-5);
  }

  /** Points (1, rlt) and (steps, base) in each seed: one rises, one falls. */
  @Test
  void aSeriesIsItsCorrelationInEachSeed() {
    Map<String, Double> values =
        Map.of("a1", 0.5, "a2", 0.5, "b1", 0.7, "b2", 0.7, "base", 0.6, "s1", 2.0, "s2", 2.0);
    Quantities.Results results = (stage, metric) -> values.getOrDefault(stage, 0.0);
    Quantities all = quantities(2);
    assertThat(all.of("by-reward", results)).containsExactly(new double[] {1, -1}, within(1e-12));
    assertThat(all.points(all.plots().get("plot").series().get("by-reward"), results))
        .containsExactly(
            new Quantities.Point("rlt", 1, 0.6, 0.5, 0.7),
            new Quantities.Point("base", 2, 0.6, 0.6, 0.6));
  }

  private static String wrong(Rules rules) {
    try {
      rules.done();
      return "";
    } catch (InvalidSettingsException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void whatDoesNotGoTogetherIsSaid() {
    Quantities two = quantities(2);
    assertThat(wrong(two.rules())).contains("arms.three", "has 3 stages, which 2 seeds cannot");
    assertThat(wrong(new Claim("rlt", "base", 0).of(two))).isEmpty();
    assertThat(wrong(new Claim("rlt", "0.5", 0).of(two))).isEmpty();
    assertThat(wrong(new Claim("by-reward", "rlt", 0).of(two))).isEmpty();
    assertThat(wrong(new Claim("bases", "rlt", 0).of(two)))
        .contains("greater", "`bases` is no arm", "did you mean `base`?");
    assertThat(wrong(new Claim("0.5", "rlt", 0).of(two))).isEmpty();
    assertThat(wrong(new Claim("rlt", "half", 0).of(two))).contains("than", "`half`");
    assertThat(wrong(new Claim("rlt", "three", 0).of(quantities(0))))
        .contains("4 repetitions", "has 3", "summary.seeds");
    assertThat(wrong(new Claim("rlt", "base", Double.NaN).of(two))).contains("by must be a number");
  }
}
