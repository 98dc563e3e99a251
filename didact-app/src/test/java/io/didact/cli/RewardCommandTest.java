package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.text.CharacterTokenizer;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RewardCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path TEACHER = TinyModels.GOLDEN.resolve("teacher");
  private static final Path STUDENT = TinyModels.GOLDEN.resolve("student");

  /** Names in the golden file → names of the fields. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "teacher_prompt", "teacherPrompt",
          "student_prompt", "studentPrompt",
          "think", "think",
          "between", "between",
          "solution", "solution",
          "tail", "tail",
          "closed", "closed");

  @TempDir Path dir;

  private static TestConsole run(int code, String in, Path teacher, Path student, String... args) {
    TestConsole io = new TestConsole(in);
    List<String> all = new ArrayList<>(List.of("reward", "--teacher", teacher.toString()));
    all.addAll(List.of("--student", student.toString()));
    all.addAll(List.of(args));
    assertThat(Main.run(io.console(), all.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    return io;
  }

  private static List<JsonNode> rows(TestConsole io) {
    return io.out().lines().<JsonNode>map(JSON::readTree).toList();
  }

  private static JsonNode golden() throws IOException {
    return JSON.readTree(Files.readAllBytes(TinyModels.GOLDEN.resolve("reward.json")))
        .path("cases");
  }

  private static String lines(JsonNode cases) {
    StringBuilder lines = new StringBuilder();
    for (JsonNode each : cases) {
      ObjectNode line = JSON.createObjectNode();
      FIELDS.forEach((key, field) -> line.set(field, each.path(key)));
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  @Test
  void tokenFormIsGolden() throws IOException {
    JsonNode cases = golden();
    List<JsonNode> rows = rows(run(0, lines(cases), TEACHER, STUDENT));
    assertThat(rows).hasSize(cases.size());
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = rows.get(i);
      JsonNode expected = cases.get(i);
      close(row.path("reward"), expected.path("reward"));
      close(row.path("scores").path("r_SS"), expected.path("r_ss"));
      close(row.path("scores").path("r_KL"), expected.path("r_kl"));
      close(row.path("scores").path("penalty"), expected.path("penalty"));
      double sum = 0;
      for (JsonNode term : row.path("terms")) {
        sum += term.path("value").asDouble();
        assertThat(term.path("name").asString()).isNotEmpty();
        assertThat(term.path("explain").asString()).isNotEmpty();
      }
      assertThat(sum).isEqualTo(row.path("reward").asDouble());
    }
  }

  private static void close(JsonNode got, JsonNode expected) {
    assertThat(got.isNumber()).isTrue();
    assertThat(got.asDouble()).isCloseTo(expected.asDouble(), within(1e-4));
  }

  /** λ is not in r_KL: with λ = 0 the reward is r_SS + penalty, and r_KL stays. */
  @Test
  void options() throws IOException {
    String in = lines(golden());
    List<JsonNode> standard = rows(run(0, in, TEACHER, STUDENT));
    TestConsole io =
        run(0, in, TEACHER, STUDENT, "lambda=0", "penalty=-5", "solution={sum: 1}", "--explain");
    List<JsonNode> changed = rows(io);
    for (int i = 0; i < changed.size(); i++) {
      JsonNode row = changed.get(i);
      assertThat(row.path("scores").path("r_KL"))
          .isEqualTo(standard.get(i).path("scores").path("r_KL"));
      assertThat(row.path("reward").asDouble())
          .isCloseTo(
              row.path("scores").path("r_SS").asDouble()
                  + row.path("scores").path("penalty").asDouble(),
              within(1e-12));
    }
    assertThat(changed.get(3).path("scores").path("penalty").asDouble()).isEqualTo(-5);
    assertThat(changed.get(0).path("terms").get(0).path("name").asString()).isEqualTo("r_SS sum");
    assertThat(io.err()).contains("sum of:", "the closing tag is missing");
    for (String estimator : List.of("k3", "exact")) {
      List<JsonNode> other = rows(run(0, in, TEACHER, STUDENT, "estimator=" + estimator));
      assertThat(other.get(1).path("scores").path("r_KL").asDouble())
          .as("never negative")
          .isPositive();
    }
    List<JsonNode> alone = rows(run(0, in, TEACHER, STUDENT, "teacherTerm=false"));
    assertThat(alone.get(0).path("scores").path("r_KL"))
        .isNotEqualTo(standard.get(0).path("scores").path("r_KL"));
  }

  /** The keys and values of a stage, as it wrote them down itself and as a recipe has them. */
  @Test
  void theRewardOfAStage() throws IOException {
    String in = lines(golden());
    String[] keys = {"lambda=0.5", "penalty=-2", "think={mean: 1}", "estimator=k3"};
    List<JsonNode> expected =
        rows(
            run(
                0,
                in,
                TEACHER,
                STUDENT,
                Stream.concat(Stream.of("--temperature=1.5"), Stream.of(keys))
                    .toArray(String[]::new)));
    String stage =
        """
        {policy: t, steps: 5, problems: {type: nothing}, format: small,
         sampling: {temperature: 1.5, maxNewTokens: 4},
         reward: {student: nowhere, lambda: 0.5, penalty: -2, think: {mean: 1}, estimator: k3}}
        """;
    Path flat = Files.writeString(dir.resolve("flat.yaml"), stage);
    Path recipe =
        Files.writeString(
            dir.resolve("recipe.yaml"), "output: o\nstages:\n  x: {type: sft}\n  t: " + stage);
    assertThat(rows(run(0, in, TEACHER, STUDENT, "--config", flat.toString()))).isEqualTo(expected);
    assertThat(rows(run(0, in, TEACHER, STUDENT, "--config=" + recipe, "--stage=t")))
        .isEqualTo(expected);
    assertThat(
            rows(
                run(
                    0,
                    in,
                    TEACHER,
                    STUDENT,
                    "--config=" + recipe,
                    "--stage=t",
                    "lambda=3",
                    "penalty=-1",
                    "think={mean: 1, max: 0.01}",
                    "estimator=k1",
                    "--temperature=0.7")))
        .isEqualTo(rows(run(0, in, TEACHER, STUDENT)));
    assertThat(run(2, "", TEACHER, STUDENT, "--config=" + recipe).err())
        .contains("recipe.yaml:1: reward: is missing; --stage names a stage of a recipe");
    assertThat(run(2, "", TEACHER, STUDENT, "--config=" + recipe, "--stage=x").err())
        .contains("recipe.yaml:3: stages.x.reward: is missing");
    assertThat(run(2, "", TEACHER, STUDENT, "--config=" + recipe, "--stage=t", "lambda=-1").err())
        .contains("command line: stages.t.reward.lambda: must be ≥ 0");
    Path other = Files.writeString(dir.resolve("other.yaml"), "reward: {type: correctness}");
    assertThat(run(2, "", TEACHER, STUDENT, "--config=" + other).err())
        .contains("reward: must be of type rlt");
    assertThat(run(2, "", TEACHER, STUDENT, "--config=" + dir.resolve("no.yaml")).err())
        .contains("there is no such file");
  }

  /** The text in the small format, written out as ids by hand, gives the same numbers. */
  @Test
  void textFormEqualsTokenForm() throws IOException {
    Path teacher = TinyModels.write(dir.resolve("t"), 1);
    Path student = TinyModels.write(dir.resolve("s"), 2);
    Tokenizer tokenizer = CharacterTokenizer.small().tokenizer();
    String text = "{\"question\":\"q1\",\"solution\":\"72\",\"explanation\":\"so 7\"}\n";
    ObjectNode ids = JSON.createObjectNode();
    Map.of(
            "teacherPrompt", "<T>q1<s>72</s><e>",
            "studentPrompt", "<S>q1<t>",
            "think", "so 7",
            "between", "</t><s>",
            "solution", "72",
            "tail", "</s><end>")
        .forEach(
            (field, part) -> {
              var list = ids.putArray(field);
              tokenizer.encode(part).stream().forEach(list::add);
            });
    List<JsonNode> rows = rows(run(0, text + ids, teacher, student, "--format", "small"));
    assertThat(rows.get(0)).isEqualTo(rows.get(1));
    assertThat(rows.get(0).path("scores").path("penalty").asDouble()).isZero();
    JsonNode empty =
        rows(run(
                0,
                "{\"question\":\"q\",\"solution\":\"7\",\"explanation\":\"\"}",
                teacher,
                student,
                "--format=small"))
            .get(0);
    assertThat(empty.path("scores").path("penalty").asDouble()).isEqualTo(-1);
    assertThat(empty.path("scores").path("r_KL").asDouble()).isZero();
  }

  @Test
  void badInput() throws IOException {
    Path no = dir.resolve("no");
    assertThat(run(2, "", no, no).err())
        .contains("--teacher: there is no model", "--student: there is no model");
    assertThat(run(2, "", TEACHER, STUDENT, "lambda=-1", "penalty=2").err())
        .contains("reward.lambda: must be ≥ 0", "reward.penalty: must be ≤ 0");
    assertThat(run(2, "", TEACHER, STUDENT, "--format=smal").err())
        .contains("did you mean `small`?");
    assertThat(run(2, "", TEACHER, STUDENT, "--format=no.yaml").err())
        .contains("there is no tag format file no.yaml");
    assertThat(run(2, "", TEACHER, STUDENT, "solution={meen: 1}").err())
        .contains("reward.solution.meen", "did you mean `mean`?");
    assertThat(run(2, "", TEACHER, STUDENT, "lamda=1").err()).contains("did you mean `lambda`?");
    assertThat(run(2, "", TEACHER, STUDENT, "--temperature=0").err())
        .contains("sampling.temperature: must be > 0");
    assertThat(run(1, "{\"think\":[]}", TEACHER, STUDENT).err())
        .startsWith("didact: stdin:1: the field `teacherPrompt` is missing");
    String text = "{\"question\":\"q\",\"solution\":\"7\",\"explanation\":\"x\"}";
    assertThat(run(1, text, TEACHER, STUDENT).err()).contains("stdin:1: ", "no tokenizer.json");
    Path small = TinyModels.write(dir.resolve("t"), 1);
    assertThat(run(1, text, small, small).err())
        .startsWith("didact: stdin:1: the tokenizer cannot write")
        .contains("of tag format stratos");
  }
}
