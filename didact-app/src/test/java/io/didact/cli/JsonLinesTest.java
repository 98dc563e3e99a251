package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
