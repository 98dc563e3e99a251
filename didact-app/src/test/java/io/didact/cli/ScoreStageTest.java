package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.data.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScoreStageTest {
  private static final String RECIPE =
      """
      output: OUTPUT
      machine: {workers: 1}
      stages:
        base:
          type: sft
          view: document
          format: small
          architecture: {hiddenSize: 8, intermediateSize: 8, layers: 1, heads: 1, kvHeads: 1, maxPositions: 512, initializerRange: 0.3}
          data: {type: documents, kinds: {chain: 1}, styles: {step: 1}}
          steps: 1
          sequencesPerStep: 1
        sampled:
          type: traces
          model: base
          reward: &rlt {type: rlt, student: base, lambda: 2}
          format: small
          problems: {type: synthetic, domain: chain, split: rl, count: 3}
          samplesPerProblem: 2
          sampling: {temperature: 0.9, maxNewTokens: 12}
        again: &score
          type: score
          traces: {type: stage, stage: sampled}
          model: base
          reward: *rlt
          format: small
          temperature: 0.9
          problemsPerPart: 2
        half: {type: score, traces: {type: stage, stage: sampled}, model: base, reward: *rlt, format: small, thoughtShare: 0.5}
        emptied: {type: score, traces: {type: stage, stage: sampled}, model: base, reward: *rlt, format: small, thoughtShare: 0}
        expert:
          type: score
          traces: {type: synthetic, domain: chain, split: rl, count: 3, styles: {step: 1}}
          model: base
          reward: *rlt
          format: small
          tokenValues: true
      """;

  @TempDir static Path dir;
  private static Path recipe;

  @BeforeAll
  static void run() throws IOException {
    recipe = dir.resolve("recipe.yaml");
    Files.writeString(recipe, RECIPE.replace("OUTPUT", dir.resolve("run").toString()));
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), "run", recipe.toString())).as(io.err()).isZero();
  }

  private static List<Trace> traces(String stage) throws IOException {
    return Trace.readAll(dir.resolve("run").resolve(stage).resolve("traces.jsonl"));
  }

  private static JsonNode metrics(String stage) throws IOException {
    Path file = dir.resolve("run").resolve(stage).resolve("result.json");
    return JsonMapper.shared().readTree(Files.readString(file)).path("metrics");
  }

  /** The teacher reads its explanations again and finds what it found when it sampled them. */
  @Test
  void whatWasScoredWhenItWasSampledIsScoredAlike() throws IOException {
    List<Trace> sampled = traces("sampled");
    List<Trace> again = traces("again");
    assertThat(again).hasSize(6);
    for (int i = 0; i < 6; i++) {
      assertThat(again.get(i).think()).isEqualTo(sampled.get(i).think());
      assertThat(again.get(i).closed()).isEqualTo(sampled.get(i).closed());
      assertThat(again.get(i).seed()).isEqualTo(sampled.get(i).seed());
      assertThat(again.get(i).reward().orElseThrow())
          .isCloseTo(sampled.get(i).reward().orElseThrow(), within(1e-4));
    }
    for (String name : List.of("reward", "reward/r_SS", "reward/r_KL")) {
      assertThat(metrics("again").path(name).asDouble())
          .isCloseTo(metrics("sampled").path(name).asDouble(), within(1e-4));
    }
  }

  @Test
  void thoughtsAreCutFromTheirBeginning() throws IOException {
    List<Trace> sampled = traces("sampled");
    List<Trace> half = traces("half");
    for (int i = 0; i < 6; i++) {
      int size = sampled.get(i).think().size();
      assertThat(half.get(i).think())
          .isEqualTo(sampled.get(i).think().slice(0, Math.round(size / 2f)));
      assertThat(half.get(i).remark()).contains("the first 50 % of the thought");
    }
    assertThat(traces("emptied")).allMatch(each -> each.think().isEmpty());
    assertThat(metrics("emptied").path("length").asDouble())
        .isLessThan(metrics("half").path("length").asDouble());
  }

  @Test
  void tracesOfNoModelAreScored() throws IOException {
    List<Trace> expert = traces("expert");
    assertThat(expert).hasSize(3).allMatch(each -> each.reward().isPresent());
    assertThat(expert.get(0).problem().trace()).startsWith("step ");
    assertThat(dir.resolve("run/expert/rollouts/step-000001.jsonl.gz")).exists();
  }

  /** A problem has several traces in a file too. */
  @Test
  void tracesOfAFileAreLookedAtBeforeAnythingRuns() throws IOException {
    Path file = dir.resolve("run/sampled/traces.jsonl");
    assertThat(dryRun(file).err()).doesNotContain("its id is also");
    Path bare = dir.resolve("bare.jsonl");
    Files.writeString(bare, "{\"id\":\"p1\",\"question\":\"a\",\"solution\":\"7\"}\n");
    assertThat(dryRun(bare).err()).contains(bare + ":1: problem p1: there is no trace");
  }

  private static TestConsole dryRun(Path traces) {
    TestConsole io = new TestConsole("");
    int code =
        Main.run(
            io.console(),
            "run",
            recipe.toString(),
            "--dry-run",
            "output=" + dir.resolve("other"),
            "stages.expert.traces={type: file, path: " + traces + "}");
    assertThat(code).as(io.err()).isEqualTo(traces.endsWith("bare.jsonl") ? 2 : 0);
    return io;
  }

  @Test
  void answersAreNotScored() {
    TestConsole io = new TestConsole("");
    assertThat(
            Main.run(
                io.console(),
                "run",
                recipe.toString(),
                "stages.expert.reward={type: correctness}",
                "stages.expert.thoughtShare=1.5"))
        .isEqualTo(2);
    assertThat(io.err()).contains("thoughtShare").contains("in [0, 1]");
  }
}
