package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogProbsCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path dir;

  private static String golden(String name) {
    return TinyModels.GOLDEN.resolve(name).toString();
  }

  private static TestConsole run(int code, String in, String... args) {
    TestConsole io = new TestConsole(in);
    String[] all = new String[args.length + 1];
    all[0] = "logprobs";
    System.arraycopy(args, 0, all, 1, args.length);
    assertThat(Main.run(io.console(), all)).as(io.err()).isEqualTo(code);
    return io;
  }

  /** The sharded and the tied golden checkpoints; they have no tokenizer. */
  @ParameterizedTest
  @CsvSource({"qwen2-tied,1,logprobs", "qwen2-tied,0.7,logprobs_t0.7", "qwen2-untied,1,logprobs"})
  void golden(String name, String temperature, String key) throws IOException {
    JsonNode cases =
        JSON.readTree(Files.readAllBytes(TinyModels.GOLDEN.resolve(name + "/expected.json")))
            .path("cases");
    StringBuilder in = new StringBuilder();
    cases.forEach(each -> in.append("{\"ids\":").append(each.path("ids")).append("}\n"));
    TestConsole io = run(0, in.toString(), "--model", golden(name), "--temperature", temperature);
    String[] lines = io.out().split("\n");
    assertThat(lines).hasSize(cases.size());
    for (int i = 0; i < lines.length; i++) {
      JsonNode got = JSON.readTree(lines[i]).path("logprobs");
      JsonNode expected = cases.get(i).path(key);
      assertThat(got.size()).isEqualTo(expected.size()).isPositive();
      for (int t = 0; t < got.size(); t++) {
        assertThat(got.get(t).asDouble()).isCloseTo(expected.get(t).asDouble(), within(1e-4));
      }
    }
  }

  /** Halves of the mantissa are lost, not the meaning: within a few percent of the logits. */
  @Test
  void halfPrecision() {
    String in = "{\"ids\":[3,1,4,1,5]}";
    double full = first(run(0, in, "--model", golden("qwen2-tied")).out());
    double half = first(run(0, in, "--model", golden("qwen2-tied"), "--dtype", "bf16").out());
    assertThat(half).isNotEqualTo(full).isCloseTo(full, within(0.5));
  }

  private static double first(String out) {
    return JSON.readTree(out).path("logprobs").get(0).asDouble();
  }

  @Test
  void oneTokenHasNothingToPredict() {
    assertThat(run(0, "{\"ids\":[3]}", "--model", golden("qwen2-tied")).out())
        .isEqualTo("{\"logprobs\":[]}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"ids\":[1,999]}|`ids[1]` must be a token id from 0 to 319, was 999",
        "{\"ids\":[1,-1]}|`ids[1]` must be a token id from 0 to 319, was -1",
        "{\"ids\":[1.5]}|`ids[0]` must be a token id from 0 to 319, was 1.5",
        "{\"ids\":[]}|`ids` must have at least one token",
        "{\"ids\":7}|`ids` must be a list of token ids, was 7",
        "{\"idz\":[7]}|the field `ids` is missing; `idz` is there, was `ids` meant?",
        "[1]|not a JSON object",
      })
  void badLinesAreNamed(String line, String message) throws IOException {
    Path file = dir.resolve("in.jsonl");
    Files.writeString(file, "{\"ids\":[1,2]}\n" + line + "\n");
    TestConsole io = run(1, "", "--model", golden("qwen2-tied"), "--input", file.toString());
    assertThat(io.err()).isEqualTo("didact: " + file + ":2: " + message + "\n");
    assertThat(io.out()).startsWith("{\"logprobs\":[-");
  }

  @Test
  void wrongOptions() {
    assertThat(run(2, "", "--model", golden("qwen2-tied"), "--temperature", "0").err())
        .startsWith("didact: --temperature must be > 0 and finite, was 0.0\n");
    assertThat(run(2, "", "--model", dir.resolve("no").toString()).err())
        .startsWith("didact: --model: there is no model directory " + dir.resolve("no") + "\n");
  }

  @Test
  void brokenCheckpoints() throws IOException {
    Path cut = TinyModels.truncated(dir.resolve("cut"));
    assertThat(run(1, "", "--model", cut.toString()).err())
        .startsWith("didact: " + cut.resolve("model.safetensors"))
        .hasLineCount(1);
    Path foreign = TinyModels.foreign(dir.resolve("foreign"));
    assertThat(run(1, "", "--model", foreign.toString()).err())
        .isEqualTo(
            "didact: "
                + foreign.resolve("config.json")
                + ": model_type must be one of qwen2, qwen3, llama, mistral, smollm3,"
                + " gemma3_text, olmo2, olmo3, granite, phi3, was gpt2\n");
    assertThat(run(1, "", "--model", dir.toString()).err())
        .isEqualTo("didact: " + dir + ": not a model directory, it has no config.json\n");
  }
}
