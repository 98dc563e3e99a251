package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The main job's stages through the command line on a checkpoint with the real Qwen2.5 tokenizer,
 * random weights, its embedding padded to 151,936 rows, and word problems. Skipped where {@code
 * ../shared} is missing.
 */
class RealVocabularyTest {
  private static final Path TOKENIZER =
      Path.of(System.getProperty("didact.root", "..")).resolve("../shared/data/qwen2.5-tokenizer");

  private static final int END_OF_TURN = 151_645;

  @TempDir Path dir;

  @BeforeEach
  void modelAndData() throws IOException {
    assumeTrue(Files.isDirectory(TOKENIZER), () -> "skipped: no Qwen2.5 tokenizer in " + TOKENIZER);
    DecoderConfig config =
        new DecoderConfig(
            "qwen2", 151_936, 32, 48, 2, 4, 2, 8, 1e-6, 1e6, true, 1024, List.of(END_OF_TURN));
    Path model = Files.createDirectory(dir.resolve("model"));
    Files.copy(TOKENIZER.resolve(Tokenizer.FILE_NAME), model.resolve(Tokenizer.FILE_NAME));
    try (Parameters parameters = Parameters.random(config, DType.FLOAT32, 1)) {
      Checkpoint.of(config, Map.of()).write(model, parameters, 5_000_000);
    }
    StringBuilder problems = new StringBuilder();
    for (int i = 2; i < 8; i++) {
      problems.append(
          JsonMapper.shared()
              .writeValueAsString(
                  Map.of(
                      "question", "Mia hat %d Körbe mit je 7 Äpfeln 🍎. How many?".formatted(i),
                      "solution", "%d · 7 = %d\n#### %d".formatted(i, 7 * i, 7 * i),
                      "answer", Integer.toString(7 * i),
                      "trace", "Each basket has 7.\n\n%d of them: %d.".formatted(i, 7 * i))));
      problems.append('\n');
    }
    Files.writeString(dir.resolve("problems.jsonl"), problems);
    Files.writeString(dir.resolve("recipe.yaml"), RECIPE.formatted(dir.resolve("out")));
  }

  private static final String RECIPE =
      """
      output: %s
      machine: {workers: 2, tokensPerMicroBatch: 512, engine: {maxRows: 4}}
      stages:
        student:
          {type: sft, model: ./model, view: student, data: &data {type: file, path: problems.jsonl},
           steps: 2, sequencesPerStep: 2}
        warm-up: {type: sft, model: ./model, view: teacher, data: *data, steps: 2, sequencesPerStep: 2}
        rlt:
          {type: rlt, policy: warm-up, reward: {student: student}, problems: *data, checkpointEvery: 1,
           steps: 2, problemsPerStep: 2, rolloutsPerProblem: 2, sampling: {maxNewTokens: 12}}
        traces:
          {type: traces, model: rlt, reward: {type: rlt, student: student}, problems: *data,
           sampling: {maxNewTokens: 12}}
        learner:
          {type: sft, model: ./model, view: student, data: {type: stage, stage: traces}, steps: 2}
        eval:
          {type: eval, model: learner, problems: *data, sampling: {maxNewTokens: 12}}
      summary: {arms: {learner: eval}}
      """;

  @Test
  void everyStageRunsInBothTypes() throws IOException {
    for (String dtype : List.of("fp32", "bf16")) {
      Path out = dir.resolve(dtype);
      TestConsole io = new TestConsole("");
      String[] arguments = {
        "run", dir.resolve("recipe.yaml").toString(), "output=" + out, "machine.dtype=" + dtype
      };
      assertThat(Main.run(io.console(), arguments)).as(io.err()).isZero();
      JsonNode config = json(out.resolve("rlt/model/config.json"));
      assertThat(config.path("torch_dtype").asString())
          .isEqualTo(dtype.equals("fp32") ? "float32" : "bfloat16");
      assertThat(out.resolve("rlt/model/tokenizer.json"))
          .hasSameBinaryContentAs(TOKENIZER.resolve(Tokenizer.FILE_NAME));
      assertThat(out.resolve("rlt/model/README.md"))
          .content()
          .contains("# rlt\n", "| policy | `warm-up, sha256 ", "| seed of the stage | `");
      List<String> traces = Files.readAllLines(out.resolve("traces/traces.jsonl"));
      assertThat(traces).hasSize(6);
      for (String line : traces) {
        for (JsonNode id : JsonMapper.shared().readTree(line).path("traceIds")) {
          assertThat(id.asInt()).as("padding is never sampled").isLessThan(151_665);
        }
      }
      assertThat(json(out.resolve("summary.json")).path("arms").path("learner").path("n").asInt())
          .isEqualTo(6);
    }
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }
}
