package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A recipe with seeds, claims and plots, in small. */
class ExperimentTest {
  private static final String RECIPE =
      """
      output: OUTPUT
      seed: 3
      machine: {workers: 1}
      matrix: {rl: [1, 2], learner: [short, long]}
      stages:
        base-short-$rl: &base
          type: sft
          view: document
          format: small
          architecture: {hiddenSize: 8, intermediateSize: 8, layers: 1, heads: 1, kvHeads: 1, maxPositions: 512, initializerRange: 0.05}
          data: {type: documents, kinds: {chain: 1}, styles: {step: 1}}
          steps: 1
          sequencesPerStep: 1
        base-long-$rl: {type: sft, view: document, format: small, model: base-short-$rl, data: {type: documents, kinds: {chain: 1}, styles: {step: 1}}, steps: 2, sequencesPerStep: 1}
        eval-$learner-$rl:
          type: eval
          model: base-$learner-$rl
          format: small
          problems: {type: synthetic, domain: chain, split: test, count: 4}
          sampling: {maxNewTokens: 3}
      summary:
        title: A small experiment
        arms: {$learner: eval-$learner-$rl}
        seeds: $rl
        measures:
          tokens: {stages: eval-long-$rl, metric: tokens}
        plots:
          accuracy by length: {x: steps, series: {by steps: {short: 1, long: 2}}}
        claims:
          three tokens are written: {greater: tokens, than: 2.5}
          long beats short by far: {greater: long, than: short, by: 0.9}
          longer is better: {greater: by steps, than: 0}
      """;

  @TempDir static Path dir;
  private static Path recipe;

  @BeforeAll
  static void write() throws IOException {
    recipe = dir.resolve("recipe.yaml");
    Files.writeString(recipe, RECIPE.replace("OUTPUT", dir.resolve("one").toString()));
  }

  private static TestConsole run(int code, String... overrides) {
    TestConsole io = new TestConsole("");
    List<String> command = new ArrayList<>(List.of("run", recipe.toString()));
    command.addAll(List.of(overrides));
    assertThat(Main.run(io.console(), command.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    return io;
  }

  private static JsonNode summary(String run) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(dir.resolve(run).resolve("summary.json")));
  }

  @Test
  void claimsAreNotedBeforeAndTestedAfter() throws IOException {
    TestConsole one = run(0);
    assertThat(one.out())
        .contains("claims, fixed before the first stage was finished, sha256 ")
        .contains("holds        three tokens are written: 3.000 − 2.500 = 0.500")
        .contains("does not hold long beats short by far")
        .contains("not decided  longer is better: NaN");
    JsonNode claims = summary("one").path("claims");
    assertThat(claims.path(0).path("verdict").asString()).isEqualTo("HOLDS");
    assertThat(claims.path(1).path("difference")).hasSize(2);
    assertThat(claims.path(1).path("problems").path("problems").asInt()).isEqualTo(4);
    assertThat(Files.readString(dir.resolve("one/report.html")))
        .contains("<table class=\"sentences\">", "long beats short by far", "accuracy by length");

    TestConsole changed = run(0, "summary.claims={easy: {greater: tokens, than: 1}}");
    assertThat(changed.out()).contains("claims, changed when 8 stages were finished, sha256 ");
    TestConsole back = run(0);
    assertThat(back.out()).contains("claims, changed when 8 stages were finished, sha256 ");

    run(0, "stagesAtOnce=2", "output=" + dir.resolve("two"));
    assertThat(summary("two").path("weights")).isEqualTo(summary("one").path("weights"));
    assertThat(summary("two").path("arms")).isEqualTo(summary("one").path("arms"));
  }

  @Test
  void whatCannotBeClaimedIsSaidBeforeAnythingRuns() {
    TestConsole wrong =
        run(
            2,
            "output=" + dir.resolve("never"),
            "stagesAtOnce=0",
            "summary.claims={a: {greater: rlt, than: short}, b: {greater: long, than: half}}",
            "summary.seeds=[1, 2, 3]",
            "summary.measures={tokens: {stages: eval-none, metric: tokens}}");
    assertThat(wrong.err())
        .contains("stagesAtOnce", "must be ≥ 1")
        .contains("`rlt` is no arm, measure or series; there are short, long, tokens, by steps")
        .contains("`half` is no arm")
        .contains("summary.arms.short: has 2 stages, which 3 seeds cannot share")
        .contains("there is no stage `eval-none`");
    assertThat(dir.resolve("never")).doesNotExist();
  }

  @Test
  void aMeasureOfNoMetricSaysWhichThereAre() {
    TestConsole wrong =
        run(1, "output=" + dir.resolve("one-more"), "summary.measures.tokens.metric=reward");
    assertThat(wrong.err())
        .contains("summary.measures.tokens: stage eval-long-1 has no metric `reward`; it has")
        .contains("accuracy");
  }

  /** The paper's experiments in small: whole recipes with claims that name what there is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "e1-teacher",
        "e3-cold-start",
        "e4-transfer",
        "e2-students",
        "e5-ranks",
        "e5-misleading",
        "e6-ablations",
        "e7-traces",
        "e8-composition"
      })
  void experimentsAreWhole(String name) {
    Path file = Path.of("..", "recipes", "experiments", name + ".yaml");
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), "run", file.toString(), "--dry-run")).as(io.err()).isZero();
    assertThat(io.err()).isEmpty();
    assertThat(io.out())
        .contains(
            "stagesAtOnce: 2", "  title: '" + name.substring(0, 2).toUpperCase(Locale.ROOT) + ": ");
  }
}
