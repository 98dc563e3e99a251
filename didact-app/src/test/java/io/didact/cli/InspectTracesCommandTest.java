package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectTracesCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern ELEMENT =
      Pattern.compile("<script type=\"[a-z/]+\" id=\"(index|block-0)\">([^<]*)</script>");

  @TempDir Path dir;

  private TestConsole run(int code, Object... args) {
    TestConsole io = new TestConsole("");
    List<String> all = new ArrayList<>(List.of("inspect-traces", "--output", page().toString()));
    for (Object arg : args) {
      all.add(arg.toString());
    }
    assertThat(Main.run(io.console(), all.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    return io;
  }

  private Path page() {
    return dir.resolve("page.html");
  }

  private JsonNode data(String id) throws IOException {
    Matcher element = ELEMENT.matcher(Files.readString(page()));
    while (element.find()) {
      if (element.group(1).equals(id)) {
        byte[] bytes = element.group(2).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (id.equals("index")) {
          return JSON.readTree(bytes);
        }
        try (GZIPInputStream gzip =
            new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(bytes)))) {
          return JSON.readTree(gzip.readAllBytes());
        }
      }
    }
    throw new AssertionError("there is no " + id);
  }

  /** Stages that keep the values of tokens need nobody else; expert and student are put beside. */
  @Test
  void whatStagesKeptAndWhatAnExpertWrote() throws IOException {
    Path teacher = TinyModels.write(dir.resolve("teacher"), 1);
    Path student = TinyModels.write(dir.resolve("student"), 2);
    Files.writeString(
        dir.resolve("problems.jsonl"),
        """
        {"id":"p","question":"q1","solution":"72"}
        {"id":"o","question":"q2","solution":"3"}
        """);
    Path recipe =
        Files.writeString(
            dir.resolve("recipe.yaml"),
            """
            output: %s
            machine: {workers: 1}
            stages:
              kept:
                {type: traces, model: ./teacher, reward: {type: rlt, student: ./student},
                 problems: {type: file, path: problems.jsonl}, format: small, samplesPerProblem: 2,
                 tokenValues: true, sampling: {maxNewTokens: 12}}
              rlt: {type: rlt, policy: ./teacher, reward: {student: ./student}, format: small,
                problems: {type: file, path: problems.jsonl}, steps: 2, problemsPerStep: 2,
                rolloutsPerProblem: 2, tokenValues: true, sampling: {maxNewTokens: 12}}
            summary: {arms: {}, before: kept, after: kept}
            """
                .formatted(dir.resolve("run")));
    TestConsole ran = new TestConsole("");
    assertThat(Main.run(ran.console(), "run", recipe.toString())).as(ran.err()).isZero();
    Path run = dir.resolve("run");
    assertThat(Files.readString(run.resolve("report.html"))).contains("href=\"traces.html\"");
    assertThat(
            Files.readString(run.resolve("traces.html"))
                .contains("8 explanations of 2 problems in"))
        .isTrue();

    TestConsole io = run(0, run, run.resolve("rlt"));
    assertThat(io.out()).isEqualTo(page() + "\n");
    assertThat(io.err()).isEmpty();
    assertThat(data("index").path("sets").toString()).isEqualTo("[\"kept\",\"rlt@2\"]");
    assertThat(data("index").path("problems")).hasSize(2);
    for (JsonNode trace : data("block-0").get(0).get(3)) {
      double sum = trace.get(1).valueStream().mapToDouble(term -> term.get(1).asDouble()).sum();
      assertThat(sum).isNotZero();
      assertThat(trace.get(2)).as("texts").hasSameSizeAs(trace.get(3)).hasSameSizeAs(trace.get(4));
      assertThat(trace.get(6).toString()).isEqualTo("[\"7\",\"2\"]");
    }

    Path expert =
        Files.writeString(
            dir.resolve("expert.jsonl"),
            "{\"question\":\"q1\",\"solution\":\"72\",\"trace\":\"so 72\"}\n");
    assertThat(run(0, run, expert).err())
        .contains("expert: 1 of 1 explanations have no values of their tokens");
    TestConsole scored =
        run(
            0,
            run.resolve("kept"),
            "by hand, λ = 0=" + expert,
            "--teacher",
            teacher,
            "--student",
            student,
            "--format",
            "small");
    assertThat(scored.err()).contains("by hand, λ = 0: scoring 1 explanations");
    assertThat(data("index").path("sets").toString()).isEqualTo("[\"kept\",\"by hand, λ = 0\"]");
    JsonNode brief = data("index").path("problems").get(0).get(2).get(2);
    assertThat(brief.get(4).asInt()).as("tokens").isEqualTo(5);
    assertThat(brief.get(5).asInt()).as("correct").isEqualTo(2);
    TestConsole reward =
        new TestConsole("{\"question\":\"q1\",\"solution\":\"72\",\"explanation\":\"so 72\"}\n");
    assertThat(
            Main.run(
                reward.console(),
                "reward",
                "--teacher",
                teacher.toString(),
                "--student",
                student.toString(),
                "--format",
                "small"))
        .isZero();
    assertThat(brief.get(2).asDouble())
        .isCloseTo(JSON.readTree(reward.out()).path("reward").asDouble(), within(6e-4));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path rows =
        Files.writeString(dir.resolve("a.jsonl"), "{\"question\":\"q\",\"solution\":\"s\"}");
    assertThat(run(1, rows).err())
        .contains(
            "a.jsonl:1: the row has no explanation: neither `text`, as rollouts have it, nor");
    assertThat(run(1, dir.resolve("none")).err()).contains("there is no " + dir.resolve("none"));
    assertThat(run(1, dir).err()).contains("has no explanations: it is no stage with rollouts/");
    Path good =
        Files.writeString(
            dir.resolve("good.jsonl"), "{\"question\":\"é\",\"solution\":\"s\",\"trace\":\"t\"}");
    assertThat(run(1, good, good).err())
        .contains("two sets are called good: give them names, as in before=runs/a/good");
    assertThat(run(2, good, "--teacher", dir).err()).contains("give both --teacher and --student");
    assertThat(run(2, good, "--limit", "-1").err()).contains("--limit must be ≥ 0, was -1");
    Path model = TinyModels.write(dir.resolve("model"), 1);
    assertThat(run(1, good, "--teacher", model, "--student", model, "--format", "small").err())
        .contains("the set good: problem line-1: the character 'é'");
    assertThat(run(1, "x=~nobody/y").err()).contains("~nobody/y: ");
    // both stages of a run, the later by its name first
    for (String stage : List.of("b", "a")) {
      Path folder = Files.createDirectories(dir.resolve("run/" + stage));
      Files.copy(good, folder.resolve("traces.jsonl"));
      Path provenance = Files.writeString(folder.resolve("provenance.json"), "{}");
      Files.setLastModifiedTime(provenance, FileTime.fromMillis(stage.equals("b") ? 1_000 : 2_000));
    }
    run(0, dir.resolve("run"));
    assertThat(data("index").path("sets").toString()).isEqualTo("[\"b\",\"a\"]");
    Path half =
        Files.writeString(
            dir.resolve("half.jsonl"),
            "{\"problem\":\"p\",\"question\":\"q\",\"solution\":\"s\",\"text\":\"t\",\"tokens\":"
                + "{\"think\":[\"t\"],\"student\":[],\"solution\":[\"s\"],\"solutionStudent\":[0]}}");
    assertThat(run(1, half).err()).contains("half.jsonl:1: its `tokens`: 1 think and 1 solution");
    Path empty = Files.writeString(dir.resolve("empty.jsonl"), "\n");
    assertThat(run(1, empty).err()).contains("the set empty has no explanation");
  }
}
