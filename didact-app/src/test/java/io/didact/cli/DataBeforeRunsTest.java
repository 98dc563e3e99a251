package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data are looked at before anything is trained or sampled. The model has 128 positions. */
class DataBeforeRunsTest {
  @TempDir Path dir;
  private Path model = Path.of("");
  private Path out = Path.of("");
  private Path data = Path.of("");

  @BeforeEach
  void model() throws IOException {
    model = TinyModels.write(dir.resolve("m"), 1);
    out = dir.resolve("out");
    data = dir.resolve("data.jsonl");
  }

  private static String row(String id, String question, String more) {
    return "{\"id\":\"%s\",\"question\":\"%s\",\"solution\":\"7\"%s}\n"
        .formatted(id, question, more);
  }

  private static String row(String id, String question) {
    return row(id, question, ",\"trace\":\"3+4=7\"");
  }

  private void data(String... rows) throws IOException {
    Files.writeString(data, String.join("", rows));
  }

  private TestConsole run(int code, String command, String... more) throws IOException {
    String keys =
        switch (command) {
          case "sft" ->
              "model: %s\nview: student\ndata: {type: file, path: data.jsonl}\nsteps: 1\nsequencesPerStep: 2\n";
          case "rlt" ->
              "policy: %1$s\nreward: {student: %1$s}\nproblems: {type: file, path: data.jsonl}\nsteps: 1\n"
                  + "problemsPerStep: 1\nrolloutsPerProblem: 2\nsampling: {maxNewTokens: 8}\n";
          case "grpo" ->
              "policy: %s\nproblems: {type: file, path: data.jsonl}\nsteps: 1\nproblemsPerStep: 1\n"
                  + "rolloutsPerProblem: 2\nsampling: {maxNewTokens: 8}\n";
          case "traces" ->
              "model: %1$s\nreward: {type: rlt, student: %1$s}\nproblems: {type: file, path: data.jsonl}\n"
                  + "sampling: {maxNewTokens: 8}\n";
          case "score" ->
              "model: %1$s\nreward: {type: rlt, student: %1$s}\ntraces: {type: file, path: data.jsonl}\n";
          default ->
              "model: %s\nproblems: {type: file, path: data.jsonl}\nsampling: {maxNewTokens: 8}\n";
        };
    Path file = dir.resolve(command + ".yaml");
    Files.writeString(
        file,
        "output: " + out + "\nformat: small\nmachine: {workers: 1}\n" + keys.formatted(model));
    List<String> all = new ArrayList<>(List.of(command, file.toString()));
    all.addAll(List.of(more));
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), all.toArray(String[]::new))).as(io.err()).isEqualTo(code);
    assertThat(io.err()).doesNotContain("\tat ");
    return io;
  }

  /** What a layout or a part of a mix lacks, with where it stands and what there is. */
  @Test
  void layoutsAndParts() throws IOException {
    data(row("p1", "a"), row("p2", "b"));
    assertThat(run(2, "sft", "data.layout=s2k").err())
        .contains("data.layout: there is no layout 's2k'; there are: plain, bespoke-stratos,");
    assertThat(run(2, "sft", "data.layout=messages").err())
        .contains(
            "there is no column `messages` (for conversation.turns); there are: id, question,"
                + " solution, trace");
    String two =
        "data={type: mix, from: {a: {source: {type: file, path: %1$s}}, b: {source: {type: file,"
            + " path: %1$s, where: {id: %2$s}}}}}";
    assertThat(run(2, "sft", two.formatted(data, "p3"), "--dry-run").err())
        .contains(": data: " + data + " has no problems: no row has what `where` wants");
    run(0, "sft", two.formatted(data, "p2"), "--dry-run");
    assertThat(
            run(
                    2,
                    "rlt",
                    "problems={type: decontaminated, source: {type: file, path: %s}, against:"
                            .formatted(data)
                        + " {e: {type: file, path: "
                        + data
                        + "}}, contaminated: fail}",
                    "--dry-run")
                .err())
        .contains(": problems: 2 of 2 rows are contaminated:\n  problem p1 (");
  }

  /** A stage's traces are not there yet; the files beside them are, and are looked at. */
  @Test
  void filesBesideTracesOfTheRun() throws IOException {
    data(row("p1", "a"), "{\"id\":\"p2\"}\n");
    Path recipe = dir.resolve("r.yaml");
    Files.writeString(
        recipe,
        """
        output: %s
        machine: {workers: 1}
        stages:
          pick: {type: select, from: {a: {type: file, path: data.jsonl, badRows: skip}}, by: sampled}
          learn:
            type: sft
            model: %s
            view: student
            format: small
            steps: 1
            data:
              type: mix
              from:
                a: {source: {type: stage, stage: pick}}
                b: {source: {type: file, path: data.jsonl}}
        """
            .formatted(out, model));
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), "run", recipe.toString())).isEqualTo(2);
    assertThat(io.err())
        .contains("stages.learn.data: " + data + ":2: problem p2: the field 'question' is missing");
    data(row("p1", "a"), row("p2", "b"));
    io = new TestConsole("");
    assertThat(Main.run(io.console(), "run", recipe.toString())).as(io.err()).isZero();
  }

  /** A format that wants the system text of a row names the rows without one. */
  @Test
  void systemTextsOfRows() throws IOException {
    data(row("p1", "a", ",\"trace\":\"t\",\"system\":\"x\""), row("p2", "b"));
    String format =
        "format={name: mine, base: small, studentSystem: '{system}', studentPrompt:"
            + " '{system}<S>{question}'}";
    assertThat(run(2, "sft", format).err())
        .contains(
            "1 of 2 problems cannot be used:\n  problem p2 ("
                + data
                + ":2): it has no system text");
    data(row("p1", "a", ",\"trace\":\"t\",\"system\":\"x\""));
    run(0, "sft", format);
  }

  /** In each stage the same: left out with a word, or an error that names them. */
  @ParameterizedTest
  @ValueSource(strings = {"sft", "rlt", "grpo", "traces", "score", "eval"})
  void tooLongForTheModel(String stage) throws IOException {
    data(row("p1", "a"), row("p2", "b".repeat(130)), row("p3", "c"), row("p4", "d".repeat(140)));
    assertThat(run(2, stage, "tooLong=fail").err())
        .contains(
            ": 2 of 4 problems cannot be used:\n  problem p2 (" + data + ":2): ",
            "problem p4 (" + data + ":4): ");
    assertThat(run(0, stage, "tooLong=leave-out").err())
        .contains(
            "out: 2 of 4 problems are too long and left out: problem p2 (" + data + ":2): ",
            "; problem p4 (" + data + ":4): ");
  }

  /** Characters that the tokenizer lacks: all of them, at once, and mended data are accepted. */
  @ParameterizedTest
  @ValueSource(strings = {"sft", "rlt", "grpo", "traces", "score", "eval"})
  void whatTheTokenizerCannotWrite(String stage) throws IOException {
    data(row("p1", "a"), row("p2", "ü"), row("p3", "c"), row("p4", "é"));
    assertThat(run(2, stage, "--dry-run").err())
        .contains("2 of 4 problems cannot be used:")
        .contains("problem p2 (" + data + ":2): the character 'ü' (U+00FC)")
        .contains("problem p4 (" + data + ":4): the character 'é' (U+00E9)");
    data(row("p1", "a"), row("p2", "u"), row("p3", "c"), row("p4", "e"));
    run(0, stage);
  }

  /** The student's view of a problem, with the longest thought, against the student's positions. */
  @ParameterizedTest
  @ValueSource(strings = {"rlt", "traces"})
  void theViewOfTheStudentThatTheRewardAsks(String stage) throws IOException {
    Path student = TinyModels.write(dir.resolve("s"), 2);
    Path config = student.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replaceAll("(\"max_position_embeddings\" ?: ?)128", "$132"));
    data(row("p1", "a"), row("p2", "b".repeat(30)));
    // <S> b×30 <t>, 8 think tokens, </t><s>; the 7 itself is not read: 30 + 2 + 8 + 2
    assertThat(run(2, stage, "reward.student=" + student, "tooLong=fail").err())
        .contains(
            "problem p2 ("
                + data
                + ":2): its longest sequence has 42 tokens, more than the model's positions, 32");
    assertThat(run(0, stage, "reward.student=" + student).err())
        .contains("1 of 2 problems are too long and left out: problem p2");
  }

  /** Of a thought that is scored, as much counts as is kept of it. */
  @Test
  void thoughtsThatAreScored() throws IOException {
    data(row("p1", "a"), row("p1", "a", ",\"trace\":\"" + "7".repeat(130) + "\""));
    assertThat(run(2, "score").err())
        .contains(
            ": traces: 1 of 2 problems cannot be used:\n  problem p1 (" + data + ":2): its prompt");
    run(0, "score", "thoughtShare=0.5");
  }

  @Test
  void theFirstTenAreNamed() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 1; i <= 14; i++) {
      rows.add(row("p" + i, i == 1 ? "a" : "ü"));
    }
    data(rows.toArray(String[]::new));
    assertThat(run(2, "grpo").err())
        .contains("13 of 14 problems cannot be used", "problem p11 (", "\n  … and 3 more")
        .doesNotContain("problem p12 (");
  }

  @Test
  void nothingIsLeft() throws IOException {
    data(row("p1", "a".repeat(200)));
    assertThat(run(2, "sft").err())
        .contains("all 1 problems are too long:\n  problem p1 (" + data + ":1): it has 212 tokens");
  }

  @Test
  void missingTracesAreFoundBeforeAnythingRuns() throws IOException {
    data(row("p1", "a"), row("p2", "b", ""), row("p3", "c", ",\"trace\":null"));
    assertThat(run(2, "sft").err())
        .contains(
            ": data: 2 of 3 rows cannot be used:\n  " + data + ":2: problem p2: there is no trace",
            data + ":3: problem p3: ");
    run(2, "sft", "view=teacher", "--dry-run");
    assertThat(run(0, "sft", "data.badRows=skip").err())
        .contains("out: 2 rows are skipped: " + data + ":2: problem p2: there is no trace")
        .contains("; " + data + ":3: problem p3: ");
    assertThat(out.resolve("config.yaml")).content().contains("badRows: skip");
  }

  @Test
  void theControlNeedsNoTraces() throws IOException {
    data(row("p1", "a", ""));
    run(0, "sft", "view=solution-only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rlt", "grpo", "traces", "eval"})
  void idsThatComeTwice(String stage) throws IOException {
    data(row("p1", "a"), row("p2", "b"), row("p1", "c"), row("p2", "d"));
    assertThat(run(2, stage).err())
        .contains(
            "problem p1 (" + data + ":3): its id is also that of " + data + ":1",
            "problem p2 (" + data + ":4): its id is also that of " + data + ":2");
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "[]", "  [ ]"})
  void filesWithoutAnyRow(String text) throws IOException {
    data(text);
    for (String stage : List.of("sft", "rlt", "grpo", "traces", "eval")) {
      assertThat(run(2, stage).err()).contains("data.jsonl has no problems");
    }
    data(row("p1", "a"));
    assertThat(run(2, "grpo", "problems.where={question: zebra}").err())
        .contains("data.jsonl has no problems: no row has what `where` wants");
  }

  @Test
  void rowsThatCannotBeUsed() throws IOException {
    data(row("p1", "a"), "{\"id\":\"p2\",\"question\":null,\"solution\":\"7\"}\n", row("p3", "c"));
    assertThat(run(2, "grpo").err())
        .contains(": problems: " + data + ":2: problem p2: the field 'question' is missing");
    assertThat(run(0, "grpo", "problems.badRows=skip").err())
        .contains("out: 1 rows are skipped: " + data + ":2: problem p2: the field");
  }

  private static String answer(String id, String expected) {
    return row(id, "a", ",\"answer\":\"" + expected + "\"");
  }

  /** All of them are named before anything runs, in the same words whoever compares with them. */
  @ParameterizedTest
  @ValueSource(strings = {"grpo", "traces", "eval"})
  void expectedAnswersThatCanBeNone(String stage) throws IOException {
    data(answer("p1", "12"), answer("p2", "12.5"), answer("p3", "7"), answer("p4", "one half"));
    assertThat(run(2, stage, comparing(stage, "integer")).err())
        .contains("problems: problem p2 (" + data + ":2): ", "12.5")
        .contains("\n  problem p4 (" + data + ":4): ", "one half");
    assertThat(out).doesNotExist();
    data(answer("p1", "12"), answer("p2", "13"));
    run(0, stage, comparing(stage, "integer"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpo", "traces", "eval"})
  void expectedAnswersThatCannotBeRead(String stage) throws IOException {
    String open = "\\\\frac{1}{";
    data(answer("p1", "12"), answer("p2", open), answer("p3", "7"), answer("p4", "2" + open));
    assertThat(run(0, stage, comparing(stage, "math")).err())
        .contains(
            "out: 2 of 4 expected answers cannot be read, so only an answer that is written alike is right: problem p2 ("
                + data
                + ":2): \\frac{1}{ (")
        .contains("; problem p4 (" + data + ":4): 2\\frac{1}{ (");
  }

  private static String[] comparing(String stage, String form) {
    return switch (stage) {
      case "grpo" -> new String[] {"reward={answer: " + form + "}"};
      case "traces" ->
          new String[] {"view=student", "reward={type: correctness, answer: " + form + "}"};
      default -> new String[] {"answer=" + form};
    };
  }

  /** All files count: another one, or other content in one of them, is other data. */
  @Test
  void filesOfAFolder() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("d"));
    Files.writeString(folder.resolve("a.jsonl"), row("p1", "a"));
    Files.writeString(folder.resolve("b.jsonl"), row("p2", "b"));
    assertThat(run(0, "sft", "data.path=" + folder).err())
        .contains("out: 2 problems of 2 files, a.jsonl to b.jsonl");
    assertThat(run(0, "sft", "data.path=" + folder + "/*.jsonl").err()).contains("done before");
    assertThat(run(0, "sft", "data.path=[" + folder + "/a.jsonl, " + folder + "/b.jsonl]").err())
        .contains("done before");
    Files.writeString(folder.resolve("b.jsonl"), row("p2", "c"));
    assertThat(run(1, "sft", "data.path=" + folder).err()).contains("with other inputs");
    Files.writeString(folder.resolve("b.jsonl"), row("p2", "b"));
    Files.writeString(folder.resolve("c.jsonl"), row("p3", "c"));
    assertThat(run(1, "sft", "data.path=" + folder).err()).contains("with other inputs");
    assertThat(run(2, "sft", "data.path=" + folder + "/*.csv").err())
        .contains("no file is named like " + folder + "/*.csv");
    assertThat(run(2, "sft", "data.path=" + folder + "/x.jsonl").err())
        .contains("data.path: there is no file or directory " + folder + "/x.jsonl");
  }

  /** Of all stages before the first begins: a trained model reads as the one it starts from. */
  @Test
  void dataOfLaterStages() throws IOException {
    data(row("p1", "a"), row("p2", "ü"), row("p3", "c".repeat(130)));
    Path good = Files.writeString(dir.resolve("good.jsonl"), row("p1", "a"));
    Path recipe =
        Files.writeString(
            dir.resolve("recipe.yaml"),
            """
            output: %1$s
            machine: {workers: 1}
            stages:
              made:
                type: sft
                architecture: {hiddenSize: 16, intermediateSize: 16, layers: 1, heads: 2, kvHeads: 1, maxPositions: 64, initializerRange: 0.1}
                view: student
                format: small
                data: {type: file, path: good.jsonl}
                steps: 1
              read:
                type: sft
                model: %2$s
                view: student
                format: small
                data: {type: file, path: good.jsonl}
                steps: 1
              answers:
                type: grpo
                policy: read
                format: small
                problems: {type: file, path: data.jsonl}
                steps: 1
                problemsPerStep: 1
                rolloutsPerProblem: 2
                tooLong: fail
                sampling: {maxNewTokens: 8}
              eval:
                type: eval
                model: made
                format: small
                problems: {type: file, path: data.jsonl}
                sampling: {maxNewTokens: 8}
              kept:
                type: traces
                model: answers
                view: student
                reward: {type: correctness}
                format: small
                problems: {type: file, path: good.jsonl}
                sampling: {maxNewTokens: 8}
              again:
                type: sft
                model: made
                view: student
                format: small
                data: {type: stage, stage: kept}
                maxTokens: 4
                steps: 1
            """
                .formatted(out, model));
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), "run", recipe.toString())).isEqualTo(2);
    assertThat(io.err())
        .contains("stages.answers.problems: 2 of 3 problems cannot be used:")
        .contains("problem p2 (" + data + ":2): the character 'ü'")
        .contains("(" + data + ":3): its prompt with maxNewTokens has 140 tokens", "positions, 128")
        .contains("stages.eval.problems: 2 of 3 problems cannot be used:", "has 64 positions")
        .doesNotContain("stages.read", "stages.made", "stages.again");
    assertThat(out).doesNotExist();
    Files.copy(good, data, StandardCopyOption.REPLACE_EXISTING);
    io = new TestConsole("");
    assertThat(Main.run(io.console(), "run", recipe.toString())).isEqualTo(1);
    assertThat(io.err()).contains("stage again: all 1 problems are too long:\n  problem p1 (");
  }

  @Test
  void twoStagesWithOneOutput() throws IOException {
    data(row("p1", "a"));
    Path recipe =
        Files.writeString(
            dir.resolve("recipe.yaml"),
            """
            output: %1$s
            stages:
              one: &stage
                type: sft
                model: %2$s
                view: student
                format: small
                data: {type: file, path: data.jsonl}
                steps: 1
                output: %1$s/same
              two:
                type: sft
                model: %2$s
                view: student
                format: small
                data: {type: file, path: data.jsonl}
                steps: 1
                output: %1$s/other/../same
              three:
                type: eval
                model: one
                problems: {type: file, path: data.jsonl}
                output: %1$s/four
              four:
                type: eval
                model: one
                problems: {type: file, path: data.jsonl}
            """
                .formatted(out, model));
    TestConsole io = new TestConsole("");
    assertThat(Main.run(io.console(), "run", recipe.toString())).isEqualTo(2);
    assertThat(io.err())
        .contains("stages.two.output: `one` writes into " + out + "/other/../same, too")
        .contains("stages.four.output: `three` writes into " + out + "/four, too");
  }

  /** What SFT teaches as it stands is told; so is what it cuts. */
  @Test
  void tagsWithinTraces() throws IOException {
    data(
        row("p1", "a"),
        row("p2", "b", ",\"trace\":\"<t>3+4=7\""),
        row("p3", "c", ",\"trace\":\"3<s>4\""),
        row("p4", "d", ",\"trace\":\"3</t>4<t>\""));
    assertThat(run(0, "sft").err())
        .contains("out: 1 of 4 problems have a closing tag or an end of turn within the trace")
        .contains(
            "out: 2 of 4 problems have a tag of the format within the trace, which is taught");
  }
}
