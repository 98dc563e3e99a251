package io.didact.recipe.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.data.Problems;
import io.didact.hub.HubCache;
import io.didact.recipe.Continuation;
import io.didact.recipe.RecipeFile;
import io.didact.recipe.RecipeRunner;
import io.didact.recipe.evaluation.StageResult;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SelectStageTest {
  private static final String RECIPE =
      """
      output: %s
      machine: {workers: 1}
      stages:
        all: {type: select, from: {teacher: {type: file, path: teacher.jsonl}}, by: sampled, ranks: []}
        best:
          type: select
          from:
            again: {type: stage, stage: all}
            expert: {type: file, path: expert.jsonl}
          by: %s
      """;

  private static final Path ROOT =
      Path.of(System.getProperty("didact.root", "..")).toAbsolutePath().normalize();

  @TempDir Path dir;

  private List<JsonNode> run(String by) throws Exception {
    return run(
        by,
        """
        {"id":"a","question":"q","solution":"s","trace":"long one"}
        {"id":"b","question":"q","solution":"s","trace":"other"}
        """,
        "{\"id\":\"b\",\"question\":\"q\",\"solution\":\"s\",\"trace\":\"step a1+1=2.\"}\n");
  }

  private List<JsonNode> run(String by, String teacher, String expert) throws Exception {
    Files.writeString(dir.resolve("teacher.jsonl"), teacher);
    Files.writeString(dir.resolve("expert.jsonl"), expert);
    Path file = dir.resolve("r.yaml");
    Files.writeString(file, RECIPE.formatted(dir.resolve("run"), by));
    new RecipeRunner(
            RecipeFile.read(file, List.of(), new HubCache(dir.resolve("hub")), remark -> {}),
            new HubCache(dir.resolve("hub")),
            Map.of(),
            Optional.empty(),
            Continuation.NONE,
            Clock.systemUTC(),
            new Quiet(),
            () -> false)
        .run();
    return Files.readAllLines(dir.resolve("run/best/traces.jsonl")).stream()
        .map(JsonMapper.shared()::readTree)
        .toList();
  }

  private static final class Quiet implements RunListener {
    @Override
    public void onStage(String name, boolean done) {}

    @Override
    public void onStep(String stage, StepReport report, int totalSteps) {}

    @Override
    public void onSamples(String stage, SampleCount count) {}

    @Override
    public void onMessage(String text) {}
  }

  @Test
  void setsAreMergedByProblemAndEachRowSaysWhy() throws Exception {
    List<JsonNode> rows = run("sampled");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).path("from").asString()).isEqualTo("again");
    assertThat(rows.get(0).path("why").asString()).isEqualTo("rank 1 of 1 by sampled");
    assertThat(rows.get(1).path("trace").asString()).isEqualTo("other");
    assertThat(rows.get(1).path("why").asString()).isEqualTo("rank 1 of 2 by sampled");
    assertThat(rows.get(1).has("traceIds")).isFalse();
    assertThat(StageResult.read(dir.resolve("run/best")).metrics())
        .containsEntry("offered", 3.0)
        .containsEntry("kept", 2.0)
        .doesNotContainKey("reward");
    assertThat(Problems.read(dir.resolve("run/best/traces.jsonl"))).hasSize(2);
  }

  /**
   * The shortest are kept: eight ids with five runs of four, four of them distinct, and six
   * without.
   */
  @Test
  void tracesOfIdsHaveLengthAndRepetition() throws Exception {
    String row =
        "{\"id\":\"%s\",\"question\":\"q\",\"solution\":\"s\",\"trace\":\"t\",\"traceIds\":%s}\n";
    run(
        "length",
        row.formatted("a", "[1,2,3,4,1,2,3,4]") + row.formatted("b", "[1,2,3,4,5,6,7]"),
        row.formatted("b", "[6,5,4,3,2,1]"));
    assertThat(StageResult.read(dir.resolve("run/best")).metrics())
        .containsEntry("length", 7.0)
        .hasEntrySatisfying("repetition", mean -> assertThat(mean).isCloseTo(0.1, within(1e-12)));
  }

  /** The shipped base model finds a right calculation far likelier than a foreign word. */
  @Test
  void aStudentPutsTracesInOrder() throws Exception {
    String student =
        "%s\n    student: %s\n    format: small\n    ranks: %s"
            .formatted("%s", ROOT.resolve("models/base"), "%s");
    List<JsonNode> likely = run(student.formatted("log-prob", "[1, -1]"));
    assertThat(likely).hasSize(3);
    assertThat(likely.get(1).path("trace").asString()).isEqualTo("step a1+1=2.");
    for (JsonNode row : likely) {
      assertThat(row.path("logProb").asDouble()).isNegative();
      assertThat(row.path("rsr").asDouble()).isPositive();
      assertThat(row.path("why").asString())
          .startsWith("rank %s of %s by log-prob, -".formatted(row.path("rank"), row.path("of")));
    }
    assertThat(likely.get(1).path("logProb").asDouble())
        .isGreaterThan(likely.get(2).path("logProb").asDouble());
    assertThat(StageResult.read(dir.resolve("run/best")).metrics())
        .containsKeys("logProb", "rsr")
        .containsEntry("missing", 1.0)
        .containsEntry("kept/expert", 1.0)
        .containsEntry("closed", 1.0);

    io.didact.run.AtomicFiles.delete(dir.resolve("run"));
    List<JsonNode> near = run(student.formatted("rsr", "[1]"));
    assertThat(near.get(1).path("of").asInt()).isEqualTo(2);
    assertThat(near.get(1).path("rsr").asDouble())
        .isEqualTo(
            Math.min(likely.get(1).path("rsr").asDouble(), likely.get(2).path("rsr").asDouble()));
  }

  @Test
  void aStudentsOrderNeedsOne() {
    assertThatThrownBy(() -> run("rsr"))
        .hasMessageContaining("stages.best.student: must be given: the order is a student's");
  }

  @Test
  void anOrderByRewardNeedsRewards() {
    assertThatThrownBy(() -> run("reward"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stage best: problem a: a trace has no reward");
  }
}
