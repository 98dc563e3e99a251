package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.bench.BenchJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {
  @TempDir Path dir;
  private String model = "";
  private String work = "";

  @BeforeEach
  void files() throws IOException {
    model = TinyModels.write(dir.resolve("model"), 1).toString();
    Path file = dir.resolve("work.json");
    Files.writeString(
        file, "{\"prompts\":[[2,3,4]],\"lengths\":[[3,2]],\"solution\":[[6,7]],\"microBatch\":2}");
    work = file.toString();
  }

  private static TestConsole run(int code, String... args) {
    TestConsole io = new TestConsole("");
    String[] all = new String[args.length + 1];
    all[0] = "bench";
    System.arraycopy(args, 0, all, 1, args.length);
    assertThat(Main.run(io.console(), all)).as(io.err()).isEqualTo(code);
    return io;
  }

  /** Tokens as in {@code WorkloadTest}. */
  @ParameterizedTest
  @CsvSource({"generate,5,fp32", "score,30,bf16", "train,11,fp32", "step,46,bf16"})
  void oneJob(String job, long tokens, String dtype) {
    TestConsole io =
        run(
            0,
            "--model",
            model,
            "--workload",
            work,
            "--job",
            job,
            "--threads",
            "1",
            "--dtype",
            dtype);
    JsonNode line = JsonMapper.shared().readTree(io.out());
    assertThat(line.path("job").asString()).isEqualTo(job);
    assertThat(line.path("tokens").asLong()).isEqualTo(tokens);
    assertThat(line.path("seconds").asDouble()).isPositive();
    assertThat(line.path("tokensPerSecond").asDouble()).isPositive();
    assertThat(line.path("peakMiB").asDouble()).isNotNegative();
    assertThat(line.path("deviceReads").asLong()).isPositive();
    assertThat(line.path("deviceWrites").asLong()).isPositive();
    assertThat(line.size()).isEqualTo(7);
    assertThat(io.err().lines())
        .allMatch(told -> dtype.equals("bf16") && told.contains("no products in bf16"));
  }

  @Test
  void optionsGoTogether() {
    assertThat(run(2, "--model", model, "--job", "train").err())
        .startsWith(
            "didact: --model, --workload and --job go together, or all three are left out for a "
                + "table of this machine; missing: --workload\n");
    assertThat(run(2, "--workload", work).err()).contains("; missing: --model, --job\n");
  }

  @Test
  void wrongOptions() {
    assertThat(run(2, "--threads", "0").err()).startsWith("didact: --threads must be ≥ 1, was 0\n");
    assertThat(run(2, "--job", "sing").err()).contains("one of [GENERATE, SCORE, TRAIN, STEP]");
    String none = dir.resolve("none").toString();
    assertThat(run(2, "--model", none, "--workload", work, "--job", "score").err())
        .startsWith("didact: --model: there is no model directory " + none + "\n");
    assertThat(run(2, "--model", model, "--workload", none, "--job", "score").err())
        .startsWith("didact: --workload: there is no file " + none + "\n");
  }

  @Test
  void aBadWorkloadIsNamed() throws IOException {
    Files.writeString(Path.of(work), "{\"prompts\":[[99]]}");
    assertThat(run(1, "--model", model, "--workload", work, "--job", "score").err())
        .isEqualTo(
            "didact: "
                + work
                + " is not a workload: `prompts` has ids that the model lacks; it knows 0 to 55\n");
  }

  /** 128 positions: 1 + 127 + 1 tokens are one too many, for whatever job. */
  @ParameterizedTest
  @EnumSource
  void moreThanTheModelsPositions(BenchJob job) throws IOException {
    Files.writeString(
        Path.of(work), "{\"prompts\":[[2]],\"lengths\":[[3,127]],\"solution\":[[6]]}");
    assertThat(run(1, "--model", model, "--workload", work, "--job", job.toString()).err())
        .isEqualTo(
            "didact: "
                + work
                + " is not a workload: `prompts[0]` with its longest completion and its solution has"
                + " 129 tokens, more than the model's 128 positions (max_position_embeddings)\n");
  }
}
