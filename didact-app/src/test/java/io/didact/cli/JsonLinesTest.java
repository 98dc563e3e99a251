package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  @TempDir Path dir;

  private static void twice(JsonLines lines, TestConsole io) throws IOException {
    lines.answer(
        io.console(),
        (line, number) -> {
          if (!line.has("x")) {
            throw new IllegalArgumentException("the key `x` is missing");
          }
          return Map.of("y", 2 * line.get("x").asInt());
        });
  }

  @Test
  void answersLineByLine() throws IOException {
    TestConsole io = new TestConsole("{\"x\":1}\n\n{\"x\":2}");
    twice(new JsonLines(), io);
    assertThat(io.out()).isEqualTo("{\"y\":2}\n{\"y\":4}\n");
  }

  @Test
  void namesFileAndLine() throws IOException {
    JsonLines lines = new JsonLines();
    lines.input = dir.resolve("in.jsonl");
    TestConsole io = new TestConsole("");
    Files.writeString(lines.input, "{\"x\":1}\n{\"x\":");
    assertThatThrownBy(() -> twice(lines, io))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(lines.input + ":2: not JSON: ")
        .hasMessageNotContaining("Source");
    Files.writeString(lines.input, "\n[1]");
    assertThatThrownBy(() -> twice(lines, io)).hasMessage(lines.input + ":2: not a JSON object");
    Files.writeString(lines.input, "{}");
    assertThatThrownBy(() -> twice(lines, io))
        .hasMessage(lines.input + ":1: the key `x` is missing");
    Files.write(lines.input, new byte[] {(byte) 0xff, 10});
    assertThatThrownBy(() -> twice(lines, io)).hasMessageContaining("not text in UTF-8");
  }

  /** Each kind of bad line is answered by an error, and no other line is lost. */
  @Test
  void aBadLineCostsNoOther() throws IOException {
    JsonLines lines = new JsonLines();
    lines.input = dir.resolve("in.jsonl");
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    for (String bad :
        List.of(
            "", "{", "[1]", "7", "null", "{}", "[".repeat(5_000), "{\"x\":1} 2 {", "\ufeff", "x")) {
      in.write((bad + "\n{\"x\":1}\r\n").getBytes(StandardCharsets.UTF_8));
    }
    in.write(new byte[] {'{', (byte) 0xc3, '}', '\n'});
    in.write("{\"x\":2}".getBytes(StandardCharsets.UTF_8));
    Files.write(lines.input, in.toByteArray());
    TestConsole io = new TestConsole("");
    assertThatThrownBy(() -> twice(lines, io))
        .hasMessageStartingWith(lines.input + ":3: ")
        .hasMessageContaining(" more lines; each has an `error` in the output)");
    List<String> out = io.out().lines().toList();
    assertThat(out.stream().filter("{\"y\":2}"::equals)).hasSize(10);
    assertThat(out).last().isEqualTo("{\"y\":4}");
    assertThat(out).contains("{\"line\":21,\"error\":\"is not text in UTF-8\"}");
    assertThat(out).contains("{\"line\":5,\"error\":\"not a JSON object\"}");
    assertThat(out).contains("{\"line\":11,\"error\":\"the key `x` is missing\"}");
  }

  /** A fault of the program on a line is one of that line too, and is named. */
  @Test
  void aFaultOfTheProgramCostsNoOther() {
    TestConsole io = new TestConsole("{\"x\":0}\n{\"x\":4}");
    assertThatThrownBy(
            () ->
                new JsonLines()
                    .answer(io.console(), (line, number) -> Map.of("y", 8 / line.get("x").asInt())))
        .hasMessage("stdin:1: ArithmeticException: / by zero");
    assertThat(io.out())
        .isEqualTo("{\"line\":1,\"error\":\"ArithmeticException: / by zero\"}\n{\"y\":2}\n");
  }
}
