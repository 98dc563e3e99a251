package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.run.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a GGUF file to log-probs, against an independent reference in float64. */
class ConvertCommandTest {
  @TempDir Path dir;

  private static TestConsole run(String in, int code, String... args) {
    TestConsole io = new TestConsole(in);
    assertThat(Main.run(io.console(), args)).as(io.out() + io.err()).isEqualTo(code);
    return io;
  }

  private static String golden(String name) {
    return TinyModels.GOLDEN.resolve("gguf").resolve(name).toString();
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  /** Also what was quantised is what the reference has read from the blocks. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny-llama", "tiny-gemma3"})
  void logProbsAreThoseOfTheReference(String name) throws IOException {
    String out = dir.resolve("new").toString();
    JsonNode told =
        json(run("", 0, "convert", golden(name + ".gguf"), out, "--dtype", "f32").out());
    assertThat(told.path("file").stringValue()).isEqualTo(name + ".gguf");
    assertThat(told.path("dtype").stringValue()).isEqualTo("float32");
    assertThat(told.path("sha256").stringValue()).matches("[0-9a-f]{64}");
    assertThat(Manifest.read(Path.of(out)).orElseThrow().broken(Path.of(out), true)).isEmpty();
    assertThat(json(Files.readString(Path.of(out, "conversion.json"))).path("sha256"))
        .isEqualTo(told.path("sha256"));
    JsonNode expected = json(Files.readString(Path.of(golden(name + ".expected.json"))));
    for (JsonNode each : expected.path("cases")) {
      String line = "{\"ids\":" + each.path("ids") + "}\n";
      JsonNode answer = json(run(line, 0, "logprobs", "--model", out).out());
      assertThat(doubles(answer.path("logprobs")))
          .containsExactly(doubles(each.path("logprobs")), within(2e-4));
    }
  }

  private static double[] doubles(JsonNode list) {
    return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  @Test
  void nothingIsWrittenOver() throws IOException {
    String out = Files.createDirectory(dir.resolve("there")).toString();
    assertThat(run("", 2, "convert", golden("tiny-llama.gguf"), out).err())
        .contains("there is already a " + out);
    assertThat(run("", 2, "convert", dir.resolve("none.gguf").toString(), out + "2").err())
        .contains("there is no file");
    assertThat(run("", 2, "convert", golden("tiny-llama.gguf"), out + "2", "--dtype", "q4").err())
        .contains("q4 is none of bf16, f16, f32");
  }

  /** A cut file is told of by its tensor; nothing is left behind. */
  @Test
  void aDamagedFile() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(golden("tiny-llama.gguf")));
    Path cut = Files.write(dir.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length / 2));
    assertThat(run("", 1, "convert", cut.toString(), dir.resolve("new").toString()).err())
        .contains("cut.gguf: ", "truncated?");
    assertThat(dir.toFile().list()).containsExactly("cut.gguf");
    assertThat(run("", 1, "inspect", cut.toString()).err()).contains("truncated?");
  }

  @Test
  void inspectSaysWhatIsInAFile() {
    assertThat(run("", 0, "inspect", golden("tiny-llama.gguf")).out())
        .startsWith("file\n  format          GGUF 3, 345.1 KiB\n")
        .contains(
            "  architecture    llama\n",
            "3 of Q4_K (69.75 KiB)",
            "  tokens          336 of kind gpt2, cut as llama-bpe\n",
            "\ncan be converted\n");
    JsonNode json = json(run("", 0, "inspect", golden("tiny-llama.gguf"), "--json").out());
    assertThat(json.path("convertible").booleanValue()).isTrue();
    assertThat(json.path("types").path("Q6_K").path("tensors").intValue()).isEqualTo(4);
    assertThat(json.path("parameters").longValue()).isEqualTo(419_072);
  }

  @Test
  void otherCommandsSayWhatToDoWithAFile() {
    assertThat(run("", 2, "logprobs", "--model", golden("tiny-llama.gguf")).err())
        .contains("is a GGUF file; `didact convert ");
  }
}
