package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SafeStreamTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final SafeStream stream =
      SafeStream.of(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Given and shown, both with \ as Java has it. */
  @ParameterizedTest
  @CsvSource({
    "'\u001b[2Jgone', '\\u001b[2Jgone'",
    "'\u001b]0;title\u0007', '\\u001b]0;title\\u0007'",
    "'\u009b31mred', '\\u009b31mred'",
    "'a\u0008\u007fb', 'a\\u0008\\u007fb'",
    "'a\rb', 'a\\u000db'",
    "'a\u0000b', 'a\\u0000b'",
    "'tab\tand é ¿ À ∛ 😀', 'tab\tand é ¿ À ∛ 😀'",
  })
  void controlCharactersAreShownAndNotObeyed(String given, String shown) {
    stream.print(given);
    stream.flush();
    stream.format("%s|", given).append(given).println();
    assertThat(written()).isEqualTo(shown + shown + "|" + shown + System.lineSeparator());
  }

  @Test
  void linesEndAsTheyDo() {
    stream.print("a\nb\r\nc\r\r\nd");
    assertThat(written()).isEqualTo("a\nb\r\nc\\u000d\r\nd");
  }

  /** A character whose bytes come one by one. */
  @Test
  void bytesMayComeOneByOne() {
    for (byte each : "é\u009b!".getBytes(StandardCharsets.UTF_8)) {
      stream.write(each);
    }
    assertThat(written()).isEqualTo("é\\u009b!");
  }

  @Test
  void jsonIsReadBackTheSame() {
    String text = "\u001b[1m\u007f\u009b\t\n\r";
    stream.print(JsonMapper.shared().writeValueAsString(text));
    assertThat(written().chars()).noneMatch(c -> c < ' ' || c >= 0x7F && c < 0xA0);
    assertThat(JsonMapper.shared().readTree(written()).stringValue()).isEqualTo(text);
  }

  @Test
  void progressAndMessages() {
    TestConsole io = new TestConsole("", true);
    Progress progress = new Progress(io.console(), Duration.ZERO, Clock.systemUTC());
    progress.message("said \u001b[5m");
    progress.show(new Progress.Bytes("evil\u001b[2J", 1, 1));
    assertThat(io.err())
        .contains("\r\u001b[Ksaid \\u001b[5m\n", "evil\\u001b[2J  1 B of 1 B", "\u001b[K\n")
        .doesNotContain("\u001b[2J", "\u001b[5m");
  }

  @TempDir Path dir;

  /** A file's name, a model's, a key's and a setting's. */
  @Test
  void errorsOfCommands() throws IOException {
    Path file = Files.writeString(dir.resolve("a\u001b[2J.yaml"), "\"k\\e[3Jey\": 1\n");
    for (String[] command :
        new String[][] {
          {"sft", file.toString(), "x\u001b[4J=1"},
          {"inspect", dir.resolve("no\u009b2J").toString()},
          {"verify", dir + "/\u001b[6J"},
          {"\u001b[7J"},
        }) {
      TestConsole io = new TestConsole("");
      assertThat(Main.run(io.console(), command)).isPositive();
      assertThat(io.err()).contains("\\u00");
      assertThat((io.err() + io.out()).chars())
          .noneMatch(c -> c < ' ' && c != '\n' && c != '\t' || c >= 0x7F && c < 0xA0);
    }
  }
}
