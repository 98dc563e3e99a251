package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.hub.FakeHub;
import io.didact.hub.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact pull}, and the other commands on what it pulled. */
class PullCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String QUESTIONS =
      """
      {"question":"a=3 b=a+4. b","answer":"7"}
      {"question":"a=1 b=a+4. b","answer":"5"}
      """;

  @TempDir Path dir;
  private FakeHub hub;
  private final Map<String, String> more = new HashMap<>();

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    Path model = TinyModels.write(dir.resolve("source"), 1);
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        hub.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    hub.put("main/train.jsonl", QUESTIONS);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private TestConsole run(int code, String in, String... args) {
    Map<String, String> environment = hub.environment(dir.resolve("home"));
    environment.putAll(more);
    TestConsole io = new TestConsole(in, false, environment);
    assertThat(Main.run(io.console(), args)).as(io.err()).isEqualTo(code);
    assertThat(io.err()).doesNotContain("\tat ", "--debug");
    return io;
  }

  private Path folder() {
    return dir.resolve("home/hub/models--acme--tiny");
  }

  @Test
  void saysWhatItPulled() {
    TestConsole io = run(0, "", "pull", "acme/tiny");
    JsonNode row = JSON.readTree(io.out());
    assertThat(io.out()).hasLineCount(1);
    assertThat(row.propertyNames())
        .containsExactly("repo", "revision", "commit", "path", "files", "bytes");
    assertThat(row.path("repo").asString()).isEqualTo("acme/tiny");
    assertThat(row.path("revision").asString()).isEqualTo("main");
    assertThat(row.path("commit").asString()).isEqualTo(hub.commit);
    assertThat(row.path("files").asInt()).isEqualTo(hub.files.size());
    assertThat(row.path("bytes").asLong())
        .isEqualTo(hub.files.values().stream().mapToLong(bytes -> bytes.length).sum());
    assertThat(Path.of(row.path("path").asString()))
        .isEqualTo(folder().resolve("snapshots").resolve(hub.commit));
    assertThat(io.err())
        .contains("acme/tiny  0 B of ")
        .endsWith(
            "acme/tiny at %s: %d files, %s, in %s\n"
                .formatted(
                    hub.commit,
                    hub.files.size(),
                    Size.of(row.path("bytes").asLong()),
                    row.path("path").asString()));
  }

  @Test
  void aDryRunListsAndPullsNothing() {
    TestConsole io =
        run(0, "", "pull", "acme/tiny", "--include", "*.json", "--exclude", "gen*", "--dry-run");
    JsonNode first = JSON.readTree(io.out().lines().findFirst().orElseThrow());
    assertThat(first.path("file").asString()).isEqualTo("config.json");
    assertThat(first.path("bytes").asInt()).isEqualTo(hub.files.get("config.json").length);
    assertThat(first.path("cached").asBoolean()).isFalse();
    assertThat(io.out()).doesNotContain("safetensors", "generation", "jsonl");
    assertThat(dir.resolve("home")).doesNotExist();
  }

  @Test
  void wrongUsageIsTwoAndFailureOne() {
    assertThat(run(2, "", "pull", "tiny").err())
        .startsWith("didact: a name on the Hub is ORG/NAME");
    assertThat(run(2, "", "pull").err()).contains("ORG/NAME");
    assertThat(run(2, "", "pull", "a/b@x", "--revision", "y").err())
        .contains("--revision y is another than that of a/b@x");
    assertThat(run(2, "", "pull", "a/b", "--revision", "../x").err()).contains("not a revision");
    assertThat(run(2, "", "pull", "a/b", "--type", "space").err()).contains("--type");
    assertThat(run(1, "", "pull", "acme/other").err())
        .startsWith("didact: there is no model acme/other on " + hub.endpoint())
        .contains("; if it is a data set, run `didact pull acme/other --type dataset`")
        .hasLineCount(1);
    assertThat(run(1, "", "pull", "acme/tiny", "no.json").err())
        .startsWith("didact: the model acme/tiny has no file no.json; it has config.json");
    more.put("HF_HUB_OFFLINE", "1");
    assertThat(run(1, "", "pull", "acme/tiny").err())
        .isEqualTo(
            "didact: HF_HUB_OFFLINE forbids the network, and nothing can be pulled without it; unset it\n");
    assertThat(hub.requests).allMatch(each -> !each.path().contains("resolve"));
  }

  /** No command but `pull` asks the server, not even where something is missing. */
  @Test
  void otherCommandsTakeTheNameOnceItIsPulled() {
    String in = "{\"ids\":[3,1,4]}";
    assertThat(run(2, in, "logprobs", "--model", "acme/tiny").err())
        .startsWith(
            "didact: --model: there is no directory acme/tiny and no model acme/tiny in the cache "
                + dir.resolve("home/hub")
                + "; run `didact pull acme/tiny`\n");
    assertThat(hub.requests).isEmpty();
    run(0, "", "pull", "acme/tiny");
    hub.close();
    String expected = run(0, in, "logprobs", "--model", dir.resolve("source").toString()).out();
    assertThat(expected).contains("logprobs");
    assertThat(run(0, in, "logprobs", "--model", "acme/tiny").out()).isEqualTo(expected);
    assertThat(run(0, in, "logprobs", "--model", "acme/tiny@" + hub.commit).out())
        .isEqualTo(expected);
    assertThat(run(2, in, "logprobs", "--model", "acme/tiny@v2").err())
        .contains("didact pull acme/tiny@v2");
    assertThat(
            run(
                    0,
                    "{\"prompt\":\"<S>a=3\"}",
                    "generate",
                    "--model",
                    "acme/tiny",
                    "--max-tokens",
                    "2")
                .out())
        .contains("completions");
    assertThat(
            run(
                    0,
                    "{\"question\":\"a=3\",\"solution\":\"3\",\"explanation\":\"a=3\"}",
                    "reward",
                    "--teacher",
                    "acme/tiny",
                    "--student",
                    "acme/tiny",
                    "--format",
                    "small")
                .out())
        .contains("reward");
  }

  @Test
  void saysWhatItLeavesOut() {
    hub.put("pytorch_model.bin", new byte[5000]).put("original/params.json", "{}");
    assertThat(run(0, "", "pull", "acme/tiny").err())
        .contains("left out, as there are safetensors: 2 files (5.0 kB); --include names what");
  }

  private Path recipe(String name, String model) throws IOException {
    Path file = dir.resolve(name);
    Files.writeString(
        file,
        """
        output: %s
        model: %s
        view: solution-only
        format: small
        data: {type: hub, dataset: acme/tiny, file: main/train.jsonl, columns: {solution: answer}}
        steps: 2
        sequencesPerStep: 2
        machine: {workers: 1}
        """
            .formatted(dir.resolve("out"), model));
    return file;
  }

  @Test
  void recipesTakeModelsAndDataSets() throws IOException {
    Path config = recipe("sft.yaml", "acme/tiny@main");
    assertThat(run(2, "", "sft", config.toString(), "--dry-run").err())
        .contains(
            "sft.yaml:2: model: there is no directory acme/tiny@main and no model acme/tiny in the cache",
            "run `didact pull acme/tiny`",
            "sft.yaml:5: data: there is no data set acme/tiny in the cache",
            "run `didact pull acme/tiny --type dataset main/train.jsonl`");
    run(0, "", "pull", "acme/tiny", "--exclude", "*.jsonl");
    run(0, "", "pull", "acme/tiny", "--type", "dataset", "main/train.jsonl");
    hub.close();
    run(0, "", "sft", config.toString());
    Path out = dir.resolve("out");
    assertThat(out.resolve("model/model.safetensors")).isRegularFile();
    JsonNode provenance = JSON.readTree(Files.readString(out.resolve("provenance.json")));
    assertThat(provenance.path("versions").path("acme/tiny@main").asString()).isEqualTo(hub.commit);
    assertThat(provenance.path("versions").path("datasets/acme/tiny").asString())
        .isEqualTo(hub.commit);
    assertThat(provenance.path("data").path("data").asString()).hasSize(64);
    // what the stage wrote down is a file for the same command, and the same inputs
    assertThat(run(0, "", "sft", out.resolve("config.yaml").toString()).err())
        .contains("out: done before");
    // and so is the same model from a directory of the same files
    Path copy = Files.createDirectories(dir.resolve("acme/tiny"));
    try (Stream<Path> files = Files.list(dir.resolve("source"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Path beside = recipe("beside.yaml", "acme/tiny");
    assertThat(run(0, "", "sft", beside.toString(), "--dry-run").out())
        .contains("model: {name: " + copy + "}");
    assertThat(run(0, "", "sft", beside.toString()).err()).contains("out: done before");
  }

  @Test
  void sourcesThatCannotBeRead() throws IOException {
    run(0, "", "pull", "acme/tiny");
    run(0, "", "pull", "acme/tiny", "--type", "dataset", "main/train.jsonl");
    String config = recipe("sft.yaml", "acme/tiny").toString();
    assertThat(run(2, "", "sft", config, "data.file=main/train.arrow").err())
        .contains(
            "data.file: must end in .jsonl, ", ".parquet, .csv or .tsv, was main/train.arrow");
    assertThat(run(2, "", "sft", config, "data.dataset=gsm8k").err())
        .contains("data.dataset: must be ORG/NAME or ORG/NAME@REVISION on the Hub, was gsm8k");
    assertThat(run(2, "", "sft", config, "data.columns.solutoin=x").err())
        .contains("data.columns.solutoin: unknown key; did you mean `solution`?");
    assertThat(run(2, "", "sft", config, "data.file=main/test.jsonl").err())
        .contains(
            "has no file main/test.jsonl; run `didact pull acme/tiny --type dataset main/test.jsonl`");
    assertThat(run(2, "", "sft", config, "data.columns.question=problem").err())
        .contains(
            "main/train.jsonl:1: there is no column `problem` (for question); there are: question, answer");
  }

  /** A table in shards, by the pattern that a data set's card has; all of them, or what to pull. */
  @Test
  void shardsOfTheHub() throws IOException {
    for (int i = 0; i < 2; i++) {
      hub.files.put(
          "data/train-0000" + i + "-of-00002.jsonl",
          "{\"question\":\"1+%d\",\"answer\":\"2\"}\n"
              .formatted(i)
              .getBytes(StandardCharsets.UTF_8));
    }
    run(0, "", "pull", "acme/tiny");
    run(0, "", "pull", "acme/tiny", "--type", "dataset", "main/train.jsonl");
    String config = recipe("sft.yaml", "acme/tiny").toString();
    assertThat(run(2, "", "sft", config, "data.file=data/train-*").err())
        .contains(
            "there is no directory ",
            "; run `didact pull acme/tiny --type dataset --include 'data/train-*'`");
    run(0, "", "pull", "acme/tiny", "--type", "dataset", "data/train-00001-of-00002.jsonl");
    assertThat(run(2, "", "sft", config, "data.file=data/train-*.jsonl").err())
        .contains(
            "data/train-00000-of-00002.jsonl is not there: it belongs to ", "; run `didact pull");
    run(0, "", "pull", "acme/tiny", "--type", "dataset", "--include", "data/train-*");
    assertThat(run(0, "", "sft", config, "data.file=data/train-*").err())
        .contains("out: 2 problems of 2 files, train-00000-of-00002.jsonl to train-00001-of-00002");
    assertThat(run(0, "", "sft", config, "data.file=data/train-*").err()).contains("done before");
  }

  /** A task whose data set has to be pulled; its file is a CSV, as that of GPQA is. */
  @Test
  void aTaskOfTheHub() throws IOException {
    hub.files.put(
        "main/test.csv",
        "Question,Correct Answer,Wrong\n\"1,5\",2,3\n4,5,6\n".getBytes(StandardCharsets.UTF_8));
    run(0, "", "pull", "acme/tiny");
    Path task = dir.resolve("choose.yaml");
    Files.writeString(
        task,
        """
        name: choose
        login: true
        data: {type: hub, dataset: acme/tiny, file: main/test.csv}
        columns: {question: Question, answer: Correct Answer}
        prompt: "{question}="
        answer: exact
        sampling: {maxNewTokens: 2}
        """);
    String[] eval = {
      "eval", "--task", task.toString(), "--model", "acme/tiny", "--output", dir + "/run"
    };
    assertThat(run(2, "", eval).err())
        .contains("run `didact pull acme/tiny --type dataset main/test.csv`")
        .contains("This data set needs a login: accept its terms on");
    run(0, "", "pull", "acme/tiny", "--type", "dataset", "main/test.csv");
    run(0, "", eval);
    assertThat(Files.readAllLines(dir.resolve("run/samples.jsonl")))
        .satisfiesExactly(
            first -> assertThat(first).contains("\"prompt\":\"1,5=\"", "\"expected\":\"2\""),
            second -> assertThat(second).contains("\"prompt\":\"4=\"", "\"expected\":\"5\""));
    assertThat(Files.readString(dir.resolve("run/provenance.json")))
        .contains("\"datasets/acme/tiny\"", hub.commit);
  }

  /** Killed by SIGKILL when half of the weights is there. */
  @Test
  void killedHalfWayItGoesOn() throws Exception {
    byte[] weights = hub.files.get("model.safetensors");
    int half = weights.length / 2;
    CountDownLatch killed = new CountDownLatch(1);
    hub.once(
        "model.safetensors",
        exchange -> {
          exchange.sendResponseHeaders(200, weights.length);
          exchange.getResponseBody().write(weights, 0, half);
          exchange.getResponseBody().flush();
          try {
            killed.await();
          } catch (InterruptedException e) {
            return; // the server is closed
          }
        });
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.didact.cli.Main", "pull", "acme/tiny"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile());
    builder.environment().putAll(hub.environment(dir.resolve("home")));
    builder.environment().remove("HF_HUB_CACHE");
    Process process = builder.start();
    Path part =
        folder().resolve("blobs").resolve(FakeHub.digest(weights, true) + ".didact.incomplete");
    while (!Files.exists(part) || Files.size(part) < half) {
      assertThat(process.isAlive()).as(Files.readString(dir.resolve("log"))).isTrue();
      Thread.sleep(5);
    }
    process.destroyForcibly().waitFor();
    killed.countDown();
    assertThat(folder().resolve("snapshots")).doesNotExist();
    hub.requests.clear();
    JsonNode row = JSON.readTree(run(0, "", "pull", "acme/tiny").out());
    assertThat(Path.of(row.path("path").asString()).resolve("model.safetensors"))
        .hasBinaryContent(weights);
    assertThat(hub.requestsFor("model.safetensors"))
        .extracting(FakeHub.Request::range)
        .containsExactly("bytes=" + half + "-");
  }
}
