package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.data.Jsonl;
import io.didact.run.RunDirectory;
import io.didact.run.Sha256;
import io.didact.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Evaluations of a tiny random model, which writes one character after the other. */
class EvalCommandTest {
  @TempDir Path dir;
  private Path model = Path.of("");
  private Path task = Path.of("");

  @BeforeEach
  void files() throws IOException {
    model = TinyModels.write(dir.resolve("m"), 1);
    rows(
        IntStream.range(0, 10)
            .mapToObj(i -> "{\"key\":\"p%d\",\"q\":\"%d+1\",\"a\":\"%d\"}".formatted(i, i, i + 1)));
    task = task("");
  }

  private void rows(Stream<String> rows) throws IOException {
    Files.write(dir.resolve("data.jsonl"), rows.toList());
  }

  private Path task(String more) throws IOException {
    return Files.writeString(
        dir.resolve("sums.yaml"),
        """
        name: sums
        data: {type: file, path: data.jsonl}
        columns: {id: key, question: q, answer: a}
        prompt: "{question}="
        answer: exact
        samples: 3
        sampling: {temperature: 1.0, maxNewTokens: 5}
        """
            + more);
  }

  private TestConsole run(int code, String... arguments) {
    return run(code, Map.of("HF_HUB_CACHE", "no-such-cache"), arguments);
  }

  private static TestConsole run(int code, Map<String, String> environment, String... arguments) {
    TestConsole io = new TestConsole("", false, environment);
    assertThat(Main.run(io.console(), arguments)).as(io.err()).isEqualTo(code);
    assertThat(io.err()).doesNotContain("\tat ");
    return io;
  }

  private TestConsole eval(int code, String output, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "eval",
                "--task",
                task.toString(),
                "--model",
                model.toString(),
                "--output",
                dir.resolve(output).toString(),
                "machine.workers=1"));
    all.addAll(List.of(more));
    return run(code, all.toArray(String[]::new));
  }

  private List<ObjectNode> samples(String run) throws IOException {
    try (Stream<ObjectNode> rows =
        Jsonl.read(dir.resolve(run).resolve("samples.jsonl"), row -> row.fields())) {
      return rows.toList();
    }
  }

  @Test
  void templateVariables() throws IOException {
    Files.writeString(
        model.resolve("chat_template.jinja"),
        "{% for m in messages %}{{ m.content }}{% endfor %}"
            + "<t>{% if enable_thinking is defined and not enable_thinking %}</t>{% endif %}");
    eval(0, "on");
    assertThat(samples("on").get(0).path("prompt").asString()).isEqualTo("0+1=<t>");
    eval(0, "off", "templateVariables.enable_thinking=false");
    assertThat(samples("off").get(0).path("prompt").asString()).isEqualTo("0+1=<t></t>");
    assertThat(dir.resolve("off/config.yaml")).content().contains("enable_thinking: false");
    assertThat(eval(2, "no", "templateVariables.a=1", "asking.turns=plain").err())
        .contains("templateVariables: have no effect");
    assertThat(eval(2, "no", "templateVariables.a=1", "asking.turns=tags", "format=small").err())
        .contains("templateVariables: have no effect");
    assertThat(dir.resolve("no")).doesNotExist();
  }

  @Test
  void everySampleIsKept() throws IOException {
    TestConsole io = eval(0, "run");
    JsonNode result = JsonMapper.shared().readTree(io.out());
    assertThat(result.path("metrics").path("n").asDouble()).isEqualTo(30);
    assertThat(result.path("metrics").path("problems").asDouble()).isEqualTo(10);
    assertThat(io.err()).contains("over 30 samples of 10 problems", "samples.jsonl");
    List<ObjectNode> samples = samples("run");
    assertThat(samples).hasSize(30);
    ObjectNode first = samples.get(4);
    assertThat(first.propertyNames())
        .containsExactly(
            "problem",
            "sample",
            "seed",
            "promptHash",
            "prompt",
            "response",
            "expected",
            "extracted",
            "verdict",
            "correct",
            "reason",
            "tokens",
            "repetition",
            "finish");
    assertThat(first.path("problem").asString()).isEqualTo("p1");
    assertThat(first.path("sample").asInt()).isEqualTo(1);
    assertThat(first.path("prompt").asString()).isEqualTo("1+1=");
    assertThat(first.path("expected").asString()).isEqualTo("2");
    assertThat(first.path("finish").asString()).isIn("stop", "length");
    assertThat(first.path("tokens").asInt()).isBetween(1, 5);
    assertThat(samples.stream().map(each -> each.path("seed").asLong())).doesNotHaveDuplicates();
    assertThat(eval(0, "run").err()).contains("run: done before");
  }

  /** Of the ids in decimal with blanks between them. */
  @Test
  void promptHashIsThatOfTheIds() throws IOException {
    eval(0, "run", "limit=1");
    String ids =
        String.join(
            " ",
            CharacterTokenizer.small().tokenizer().encode("0+1=").stream()
                .mapToObj(String::valueOf)
                .toList());
    assertThat(samples("run").get(0).path("promptHash").asString()).isEqualTo(Sha256.of(ids));
  }

  @Test
  void theSameWhateverTheBatch() throws IOException {
    eval(0, "run");
    eval(0, "rows", "machine.engine.maxRows=2", "machine.tokensPerMicroBatch=64");
    eval(0, "workers", "machine.workers=2");
    eval(0, "parts", "problemsPerPart=3");
    eval(0, "again");
    for (String other : List.of("rows", "workers", "parts", "again")) {
      assertThat(samples(other)).as(other).isEqualTo(samples("run"));
    }
    eval(0, "seed", "seed=2");
    assertThat(samples("seed")).isNotEqualTo(samples("run"));
    eval(0, "few", "limit=4");
    assertThat(samples("few")).isEqualTo(samples("run").subList(0, 12));
  }

  /** What a run that was killed leaves: some parts, no samples, no result. */
  @Test
  void goesOnWhereItWas() throws IOException {
    eval(0, "run", "problemsPerPart=2");
    List<ObjectNode> whole = samples("run");
    Path parts = dir.resolve("run/parts");
    Set<String> lost =
        Set.of(
            "result.json",
            "samples.jsonl",
            "grading.yaml",
            "report.html",
            "summary.json",
            "parts/part-000004.samples.jsonl");
    for (String file : lost) {
      Files.delete(dir.resolve("run").resolve(file));
    }
    Path kept = parts.resolve("part-000002.samples.jsonl");
    // a sample that was made, as if by a checker that was wrong about it
    Files.writeString(
        kept,
        Files.readString(kept)
            .replaceFirst("\"tokens\":\\d+", "\"tokens\":77")
            .replaceFirst("\"verdict\":\"wrong\"", "\"verdict\":\"undecided\""));
    try (RunDirectory files = RunDirectory.open(dir.resolve("run"))) {
      files.forget(lost::contains);
      files.commit(
          next ->
              Files.copy(
                  kept, Files.createDirectory(next.resolve("parts")).resolve(kept.getFileName())));
    }
    eval(0, "run", "problemsPerPart=2");
    List<ObjectNode> after = samples("run");
    assertThat(after.get(6).path("tokens").asInt()).isEqualTo(77);
    assertThat(after.get(6).path("verdict")).isEqualTo(whole.get(6).path("verdict"));
    assertThat(after.subList(7, 30)).isEqualTo(whole.subList(7, 30));
    assertThat(eval(1, "run", "problemsPerPart=2", "seed=9").err())
        .contains("holds the work of stage run with other inputs");
  }

  @Test
  void rescoreShowsWhatChanged() throws IOException {
    eval(0, "run");
    Path file = dir.resolve("run/samples.jsonl");
    List<ObjectNode> before = samples("run");
    assertThat(run(0, "eval", "rescore", dir.resolve("run").toString()).err())
        .contains("0 of 30 verdicts changed");
    assertThat(samples("run")).isEqualTo(before);
    // as if an earlier checker had been wrong about one
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replaceFirst(
            "\"verdict\":\"wrong\",\"correct\":false", "\"verdict\":\"correct\",\"correct\":true"));
    assertThat(run(1, "eval", "rescore", dir.resolve("run").toString()).err())
        .contains("run is not whole: samples.jsonl has ");
    try (RunDirectory files = RunDirectory.open(dir.resolve("run"))) {
      files.commit(next -> Files.copy(file, next.resolve("samples.jsonl")));
    }
    TestConsole dry = run(0, "eval", "rescore", dir.resolve("run").toString(), "--dry-run");
    assertThat(dry.err()).contains("1 of 30 verdicts would change");
    JsonNode change = JsonMapper.shared().readTree(dry.out());
    assertThat(change.path("before").path("verdict").asString()).isEqualTo("correct");
    assertThat(change.path("after").path("verdict").asString()).isEqualTo("wrong");
    assertThat(Files.readString(file)).isNotEqualTo(text);
    run(0, "eval", "rescore", dir.resolve("run").toString());
    assertThat(Files.readString(file)).isEqualTo(text);
    assertThat(
            run(
                    0,
                    "eval",
                    "rescore",
                    dir.resolve("run").toString(),
                    "answer.open=\"[\"",
                    "--dry-run")
                .err())
        .contains("30");
    assertThat(run(1, "eval", "rescore", dir.resolve("run").toString(), "answer.form=choice").err())
        .contains(
            "10 expected answers can be none:\n  problem "
                + before.get(0).path("problem").asString()
                + ": the expected answer is no choice answer")
        .doesNotContain("--debug");
    assertThat(run(1, "eval", "rescore", dir.resolve("m").toString()).err())
        .contains("m is not the directory of a stage: there is no didact-manifest.json");
    assertThat(run(2, "eval", "rescore", dir.resolve("run").toString(), "answer.fom=x").err())
        .contains("unknown key; did you mean `form`?");
  }

  @Test
  void choicesAreDrawnOnceAndKept() throws IOException {
    rows(
        IntStream.range(0, 8)
            .mapToObj(
                i -> "{\"key\":\"p%d\",\"q\":\"which\",\"r\":\"yes\",\"w\":\"no\"}".formatted(i)));
    Files.writeString(
        task,
        """
        name: sums
        data: {type: file, path: data.jsonl}
        columns: {id: key, question: q, choices: [r, w]}
        prompt: "{question} {choices}"
        choices: {seed: 4, line: "{letter}:{text}", between: " "}
        answer: choice
        sampling: {temperature: 1.0, maxNewTokens: 3}
        """);
    model = capitals("AB");
    JsonNode result = JsonMapper.shared().readTree(eval(0, "run").out());
    assertThat(result.path("metrics").path("choicesSeed").asDouble()).isEqualTo(4);
    List<ObjectNode> samples = samples("run");
    int first = 0;
    for (ObjectNode sample : samples) {
      String right = sample.path("expected").asString();
      boolean yesFirst = sample.path("choices").get(0).asString().equals("yes");
      assertThat(right).isEqualTo(yesFirst ? "A" : "B");
      assertThat(sample.path("prompt").asString())
          .isEqualTo(yesFirst ? "which A:yes B:no" : "which A:no B:yes");
      first += yesFirst ? 1 : 0;
    }
    assertThat(first).isEqualTo(4);
    Files.delete(dir.resolve("data.jsonl"));
    Files.delete(task);
    run(0, "eval", "rescore", dir.resolve("run").toString());
    assertThat(samples("run").stream().map(each -> each.path("choices")).toList())
        .isEqualTo(samples.stream().map(each -> each.path("choices")).toList());
  }

  /**
   * Of two that mean the same one letter would be wrong; where both are wrong it does not matter.
   */
  @Test
  void choicesThatComeTwice() throws IOException {
    Files.writeString(
        task,
        """
        name: sums
        data: {type: file, path: data.jsonl}
        columns: {question: q, choices: [r, w, x]}
        prompt: "{question} {choices}"
        choices: {order: shuffled, line: "{letter}:{text}", between: " "}
        answer: choice
        sampling: {temperature: 1.0, maxNewTokens: 3}
        """);
    model = capitals("ABC");
    String twice = "{\"q\":\"which\",\"r\":\"yes\",\"w\":\"no\",\"x\":\"no\"}";
    rows(Stream.of(twice.replace("no\"}", "so\"}"), twice));
    assertThat(eval(0, "run").err())
        .contains("1 of 2 problems have a wrong choice twice: problem line-2 (")
        .contains("data.jsonl:2)");
    rows(Stream.of(twice, twice.replace("yes", "no")));
    assertThat(eval(2, "other").err())
        .contains("data.jsonl:2: ", "the right choice is there twice");
  }

  @Test
  void aTasksFileMayBeReplaced() throws IOException {
    Path other = Files.writeString(dir.resolve("other.csv"), "key,q,a\nx1,1+2,3\nx2,\"2+2\",4\n");
    eval(0, "run", "--data", other.toString());
    assertThat(samples("run").stream().map(each -> each.path("prompt").asString()).distinct())
        .containsExactly("1+2=", "2+2=");
    Files.writeString(other, "key;q;a\nx1;1+2;3\n");
    assertThat(eval(2, "separator", "--data", other.toString()).err())
        .contains("there are: key;q;a (one column: in a .csv commas stand between cells");
    Files.write(other, "key,q,a\nx1,1+2,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(eval(2, "latin", "--data", other.toString()).err())
        .contains("other.csv:1: it is not text in UTF-8 (line 2 of the file)");
    Files.writeString(other, "key,q,a\nx1,1+2,3\n");
    // the task's own file need not be there then
    Files.delete(dir.resolve("data.jsonl"));
    assertThat(eval(0, "gone", "--data", other.toString(), "limit=1", "samplesPerProblem=1").err())
        .contains("over 1 problem\n");
    assertThat(eval(2, "none").err())
        .contains(
            "task: there is no file " + dir.resolve("data.jsonl"),
            "or give such a file with --data");
  }

  private void parquet(String select) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, dir.resolve("data.parquet")));
    }
  }

  /**
   * As others have their files: whole numbers as ids, answers and levels, the latter as
   * floating-point numbers because some are missing; the question inside a structure.
   */
  @Test
  void aTaskOverParquet() throws Exception {
    parquet(
        "SELECT i AS key, {'text': i || '+1', 'year': 2020 + i % 2} AS problem, i + 1.0 AS gold,"
            + " CASE i WHEN 3 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE ELSE i % 5 + 0.0 END AS"
            + " difficulty FROM range(6) t(i)");
    Files.writeString(
        task,
        """
        name: sums
        data: {type: file, path: data.parquet, where: {problem.year: "2021"}}
        columns: {id: key, question: problem.text, answer: gold, level: difficulty}
        prompt: "{question}="
        answer: integer
        sampling: {temperature: 1.0, maxNewTokens: 5}
        """);
    eval(0, "run");
    assertThat(samples("run").stream().map(each -> each.path("problem").asString()))
        .containsExactly("1", "3", "5");
    assertThat(samples("run").stream().map(each -> each.path("prompt").asString()))
        .containsExactly("1+1=", "3+1=", "5+1=");
    assertThat(samples("run").stream().map(each -> each.path("expected").asString()))
        .containsExactly("2", "4", "6");
    assertThat(samples("run").stream().map(each -> each.path("level").asString()))
        .containsExactly("", "", "0");
    Files.writeString(task, Files.readString(task).replace("problem.text", "problem.question"));
    assertThat(eval(2, "other").err())
        .contains(
            "data.parquet:2: there is no column `problem.question` (for question, in `problem`"
                + " there are: text, year); there are: key, problem, gold, difficulty");
  }

  /** A list of choices with the place of the right one, as MMLU has it. */
  @Test
  void aTaskOfChoicesInOneColumn() throws Exception {
    parquet(
        "SELECT 'which' AS question, ['no', 'yes', 'so'] AS choices, 1 AS answer FROM range(6)"
            + " t(i)");
    Files.writeString(
        task,
        """
        name: sums
        data: {type: file, path: data.parquet}
        columns: {question: question, choices: [choices], answer: answer}
        prompt: "{question} {choices}"
        choices: {line: "{letter}:{text}", between: " "}
        answer: choice
        sampling: {temperature: 1.0, maxNewTokens: 3}
        """);
    model = capitals("ABC");
    eval(0, "run");
    assertThat(samples("run")).hasSize(6);
    for (ObjectNode sample : samples("run")) {
      int right = sample.path("expected").asString().charAt(0) - 'A';
      assertThat(sample.path("choices").get(right).asString()).isEqualTo("yes");
    }
    assertThat(samples("run").stream().map(each -> each.path("expected").asString()).distinct())
        .containsExactlyInAnyOrder("A", "B", "C");
  }

  /** A model that can write these letters too. */
  private Path capitals(String letters) throws IOException {
    CharacterTokenizer small = CharacterTokenizer.small();
    return TinyModels.write(
        dir.resolve("capitals"),
        1,
        new CharacterTokenizer(
            small.alphabet() + letters, small.addedTokens(), small.paddingToken(), "<end>"));
  }

  @Test
  void aStageOfARecipeMayHaveATask() throws IOException {
    Path config =
        Files.writeString(
            dir.resolve("eval.yaml"),
            "task: sums.yaml\nmodel: ./m\noutput: %s\nseed: 1\nmachine: {workers: 1}\n"
                .formatted(dir.resolve("stage")));
    run(0, "eval", config.toString());
    eval(0, "run");
    assertThat(samples("stage")).isEqualTo(samples("run"));
  }

  @Test
  void saysWhatIsWrongWithTheData() throws IOException {
    rows(Stream.of("{\"key\":\"p\",\"question\":\"1\",\"a\":\"1\"}"));
    assertThat(eval(2, "a").err())
        .contains(
            "data.jsonl:1: there is no column `q` (for question); there are: key, question, a");
    rows(
        Stream.of(
            "{\"key\":\"p\",\"q\":\"1\",\"a\":\"1\"}", "{\"key\":\"p\",\"q\":\"2\",\"a\":\"1\"}"));
    assertThat(eval(2, "b").err())
        .contains("problem p (" + dir.resolve("data.jsonl") + ":2): its id is also that of ");
    rows(Stream.of());
    assertThat(eval(2, "c").err()).contains("data.jsonl has no problems");
    assertThat(eval(2, "d", "problems={type: file, path: " + dir + "/m}").err())
        .contains("none of 4 rows can be used: ", "there is no column `key` (for id)");
  }

  @Test
  void saysWhatIsWrongWithTheCommand() throws IOException {
    task("sampls: 3\n");
    assertThat(eval(2, "a").err())
        .contains("sums.yaml:8: sampls: unknown key; did you mean `samples`?");
    task("");
    assertThat(eval(2, "b", "--profile", "skythougt").err()).contains("did you mean `skythought`?");
    assertThat(eval(2, "c", "limt=3").err()).contains("limt: unknown key; did you mean `limit`?");
    assertThat(eval(2, "d", "format=small").err())
        .contains("format: must be left out unless asking.turns is tags");
    assertThat(run(2, "eval").err()).contains("what to evaluate is missing");
    assertThat(run(2, "eval", "--task", "math500").err()).contains("--task wants --model");
    assertThat(run(2, "eval", "--task", "math51", "--model", model.toString()).err())
        .contains("there is no task 'math51'");
  }

  /** A data set that was not pulled: what to pull; where it is gated, that it needs a login too. */
  @Test
  void saysWhatToPull() {
    Map<String, String> cache = Map.of("HF_HUB_CACHE", dir.resolve("cache").toString());
    assertThat(run(2, cache, "eval", "--task", "math500", "--model", model.toString()).err())
        .contains("run `didact pull HuggingFaceH4/MATH-500 --type dataset test.jsonl`")
        .doesNotContain("login");
    assertThat(run(2, cache, "eval", "--task", "gpqa-diamond", "--model", model.toString()).err())
        .contains("run `didact pull Idavidrein/gpqa --type dataset gpqa_diamond.csv`")
        .contains(
            "needs a login: accept its terms on https://huggingface.co/datasets/Idavidrein/gpqa");
  }

  /** 9 is the model's end id: a model that writes it at once responds with nothing. */
  @Test
  void emptyResponsesCountAsWrongAndAreTold() throws IOException {
    TestConsole io = eval(0, "run", "samplesPerProblem=40", "sampling.maxNewTokens=1");
    List<ObjectNode> empty =
        samples("run").stream().filter(each -> each.path("response").asString().isEmpty()).toList();
    assertThat(empty).isNotEmpty();
    assertThat(empty)
        .allMatch(each -> each.path("verdict").asString().equals("wrong"))
        .allMatch(each -> each.path("reason").asString().equals("the response is empty"));
    assertThat(io.err()).contains(empty.size() + " of 400 responses are empty and count as wrong");
  }

  @Test
  void tooLongPromptsAndTooLongResponses() throws IOException {
    assertThat(eval(0, "run", "sampling.maxNewTokens=5000", "limit=1").err())
        .contains(
            "responses are limited to 124 tokens instead of 5000: the model has 128 positions");
    rows(Stream.of("{\"key\":\"p\",\"q\":\"" + "1".repeat(130) + "\",\"a\":\"1\"}"));
    assertThat(eval(2, "long").err())
        .contains("no room is left for a response")
        .doesNotContain("--data");
  }

  @Test
  void checkGradesLines() {
    TestConsole io =
        new TestConsole(
            "{\"prediction\":\"so \\\\boxed{50*3-7}\",\"gold\":\"3,7,50>143\"}\n"
                + "{\"prediction\":\"\",\"gold\":\"3,7,50>143\"}\n");
    assertThat(Main.run(io.console(), "check", "--task", "countdown")).isZero();
    assertThat(io.out().lines())
        .containsExactly(
            "{\"correct\":true,\"verdict\":\"correct\",\"extracted\":\"50*3-7\",\"reason\":\"it"
                + " uses every number once and comes to 143\"}",
            "{\"correct\":false,\"verdict\":\"wrong\",\"extracted\":\"\",\"reason\":\"the response"
                + " is empty\"}");
    TestConsole wrong = new TestConsole("{\"prediction\":\"x\"}");
    assertThat(Main.run(wrong.console(), "check")).isEqualTo(1);
    assertThat(wrong.err()).contains("stdin:1: the field `gold` is missing");
  }

  @Test
  void listsWhatThereIs() {
    assertThat(run(0, "eval", "--list").out())
        .isEqualTo(
            "{\"tasks\":[\"aime24\",\"aime25\",\"chain\",\"countdown\",\"gpqa-diamond\",\"gsm8k\","
                + "\"math500\"],\"profiles\":[\"chat\",\"lighteval\",\"s1\",\"skythought\"]}\n");
  }
}
