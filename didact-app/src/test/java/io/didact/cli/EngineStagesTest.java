package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.recipe.engine.FakeModelServer;
import io.didact.recipe.engine.FakeModelServer.Fault;
import io.didact.recipe.engine.FakeModelServer.Kind;
import io.didact.recipe.engine.SmallModel;
import io.didact.recipe.evaluation.StageResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole stages whose samples come from a server, held against the same of the local engine. */
class EngineStagesTest {
  private static final String PROBLEMS =
      "problems: {type: synthetic, domain: chain, split: test, count: 4}\nformat: small\n";

  @TempDir Path dir;

  @BeforeEach
  void models() throws IOException {
    SmallModel.write(dir.resolve("model"), 3);
    SmallModel.write(dir.resolve("student"), 5);
  }

  private String eval(String engine) {
    return """
        type: eval
        model: %s
        answer: exact
        samplesPerProblem: 2
        sampling: {temperature: 0.8, maxNewTokens: 12}
        """
            .formatted(dir.resolve("model"))
        + PROBLEMS
        + engine;
  }

  private String rl(String engine, String more) {
    return """
        type: rl
        policy: %s
        view: teacher
        reward: {type: rlt, student: %s}
        steps: 3
        problemsPerStep: 2
        rolloutsPerProblem: 4
        algorithm: {beta: 0.04}
        optimizer: {learningRate: 0.001}
        sampling: {temperature: 0.7, maxNewTokens: 16}
        """
            .formatted(dir.resolve("model"), dir.resolve("student"))
        + PROBLEMS
        + more
        + engine;
  }

  private static String engine(Kind kind, FakeModelServer server, String more) {
    String type =
        switch (kind) {
          case VLLM -> "vllm";
          case SGLANG -> "sglang";
          case LLAMA_CPP -> "llama-cpp";
        };
    return "machine: {workers: 1, engine: {type: %s, url: '%s', served: tiny%s}}\n"
        .formatted(type, server.url(), more);
  }

  private static final String LOCAL = "machine: {workers: 1}\n";

  private String handOver() {
    return ", handOver: '%s'".formatted(dir.resolve("weights"));
  }

  /** All of one name, which the seed comes from. */
  private Path output(String folder) {
    return dir.resolve(folder).resolve("run");
  }

  private String run(String command, String yaml, String output, int exitCode) throws IOException {
    Path file = Files.writeString(dir.resolve(output + ".yaml"), yaml);
    TestConsole io = new TestConsole("");
    assertThat(
            Main.run(
                io.console(), new String[] {command, file.toString(), "output=" + output(output)}))
        .as(io.err())
        .isEqualTo(exitCode);
    return io.err();
  }

  private JsonNode lastMetrics(String output) throws IOException {
    List<String> lines = Files.readAllLines(output(output).resolve("metrics.jsonl"));
    return JsonMapper.shared().readTree(lines.get(lines.size() - 1));
  }

  /** vLLM has the whole seeds: the same samples, and the same result. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void evaluationByAServer(Kind kind) throws IOException {
    try (FakeModelServer server = new FakeModelServer(kind, dir.resolve("model"))) {
      String said = run("eval", eval(engine(kind, server, "")), "remote", 0);
      assertThat(said).contains("log-probs of 96 tokens differ from the model's own by");
    }
    run("eval", eval(LOCAL), "local", 0);
    if (kind == Kind.VLLM) {
      assertThat(StageResult.read(output("remote")).metrics())
          .isEqualTo(StageResult.read(output("local")).metrics());
    }
    assertThat(output("remote").resolve("samples.jsonl")).exists();
  }

  private String traces() {
    return rl("", "")
        .replace("type: rl\n", "type: traces\n")
        .replace("policy:", "model:")
        .replaceAll("(?m)^(steps|problemsPerStep|rolloutsPerProblem|algorithm|optimizer):.*\n", "");
  }

  @Test
  void tracesByAServer() throws IOException {
    String traces = traces();
    try (FakeModelServer server = new FakeModelServer(Kind.VLLM, dir.resolve("model"))) {
      run("traces", traces + engine(Kind.VLLM, server, ""), "remote", 0);
    }
    run("traces", traces + LOCAL, "local", 0);
    assertThat(StageResult.read(output("remote")).metrics().get("reward"))
        .isCloseTo(StageResult.read(output("local")).metrics().get("reward"), within(1e-5));
  }

  /** The student is a server with tempered weights: the same samples, the same rewards. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"VLLM", "SGLANG"})
  void tracesWithAStudentThatIsServed(Kind kind) throws IOException {
    run("traces", traces() + LOCAL, "local", 0);
    Path tempered = dir.resolve("tempered");
    TestConsole io = new TestConsole("");
    String student = dir.resolve("student").toString();
    assertThat(
            Main.run(io.console(), "temper", student, tempered.toString(), "--temperature", "0.7"))
        .as(io.err())
        .isZero();
    try (FakeModelServer server = new FakeModelServer(kind, tempered)) {
      assertThat(run("traces", servedStudent(kind, server), "remote", 0))
          .contains("differ from the model's own by");
      assertThat(server.requests()).hasSizeGreaterThan(3);
    }
    for (String metric : List.of("reward", "reward/r_SS", "reward/r_KL")) {
      assertThat(StageResult.read(output("remote")).metrics().get(metric))
          .as(metric)
          .isCloseTo(StageResult.read(output("local")).metrics().get(metric), within(1e-5));
    }
    try (FakeModelServer server = new FakeModelServer(kind, dir.resolve("student"))) {
      assertThat(run("traces", servedStudent(kind, server), "plain", 1))
          .contains("didact temper --temperature 0.7");
    }
  }

  private String servedStudent(Kind kind, FakeModelServer server) {
    return traces()
            .replaceFirst(
                "(student: [^}]*)",
                "$1, scoredBy: {type: %s, url: '%s', served: tiny, mostMismatch: 0.01}"
                    .formatted(kind.name().toLowerCase(Locale.ROOT), server.url()))
        + LOCAL;
  }

  @Test
  void aStudentOnAServerThatDoesNotScoreIsRefused() throws IOException {
    String served =
        traces()
            .replaceFirst(
                "(student: [^}]*)",
                "$1, scoredBy: {type: llama-cpp, url: 'http://localhost:1', served: tiny}");
    assertThat(run("traces", served + LOCAL, "remote", 2)).contains("scoredBy", "vllm or sglang");
  }

  /** All weights or an adapter, handed over after each step: the same training. */
  @ParameterizedTest
  @CsvSource({"VLLM, ''", "VLLM, 'lora: {rank: 2}'"})
  void reinforcementLearningByAServer(Kind kind, String lora) throws IOException {
    String more = lora.isEmpty() ? "" : lora + "\n";
    try (FakeModelServer server = new FakeModelServer(kind, dir.resolve("model"))) {
      run("rl", rl(engine(kind, server, handOver()), more), "remote", 0);
    }
    run("rl", rl(LOCAL, more), "local", 0);
    JsonNode remote = lastMetrics("remote");
    JsonNode local = lastMetrics("local");
    for (String name : List.of("reward", "reward/r_SS", "reward/r_KL", "kl", "length")) {
      assertThat(remote.path(name).asDouble())
          .as(name)
          .isCloseTo(
              local.path(name).asDouble(),
              within(1e-3 * (1 + Math.abs(local.path(name).asDouble()))));
    }
    assertThat(remote.path("mismatch/mean").asDouble()).isLessThan(1e-4);
    assertThat(remote.path("mismatch/effectiveSampleSize").asDouble()).isCloseTo(1, within(1e-6));
    assertThat(local.has("mismatch/mean")).isFalse();
  }

  /** SGLang's seeds are others, so the samples are; what it says of them is right. */
  @Test
  void reinforcementLearningAheadOfTime() throws IOException {
    try (FakeModelServer server = new FakeModelServer(Kind.SGLANG, dir.resolve("model"))) {
      run(
          "rl",
          rl(engine(Kind.SGLANG, server, handOver()), "offPolicy: {staleness: 1}\n"),
          "remote",
          0);
    }
    assertThat(lastMetrics("remote").path("mismatch/mean").asDouble()).isBetween(1e-6, 0.3);
  }

  /** Pitfall 4: weights that are confirmed and not used. */
  @Test
  void aServerThatKeepsItsWeightsIsFoundOut() throws IOException {
    try (FakeModelServer server =
        new FakeModelServer(Kind.VLLM, dir.resolve("model"), Fault.STALE_WEIGHTS)) {
      String said =
          run(
              "rl",
              rl(engine(Kind.VLLM, server, handOver()), "offPolicy: {mostMismatch: 0.001}\n"),
              "remote",
              1);
      assertThat(said).contains("more than offPolicy.mostMismatch, 0.001");
    }
  }

  @Test
  void aServerWithoutHandOverIsRefused() throws IOException {
    try (FakeModelServer server = new FakeModelServer(Kind.LLAMA_CPP, dir.resolve("model"))) {
      assertThat(run("rl", rl(engine(Kind.LLAMA_CPP, server, ""), ""), "remote", 1))
          .contains("a server needs handOver, see docs/engines.md");
    }
  }
}
