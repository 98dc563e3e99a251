package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.run.MetricsLog.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsLogTest {
  @TempDir Path dir;

  private static Row row(long step, double reward) {
    return new Row(step, Map.of("reward", reward));
  }

  @Test
  void goesOnAtTheEnd() throws IOException {
    Path file = dir.resolve("metrics.jsonl");
    for (long step = 1; step <= 2; step++) {
      try (MetricsLog log = MetricsLog.open(file)) {
        log.append(row(step, step / 10.0));
      }
    }
    Files.writeString(file, "{\"step\":3,\"rew", StandardOpenOption.APPEND); // a kill's
    assertThat(MetricsLog.read(file)).containsExactly(row(1, 0.1), row(2, 0.2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"step\":1e999}",
        "{\"step\":99999999999999999999}",
        "{\"step\":\"one\"}",
        "{\"step\":1.5}",
        "{\"step\":null}",
        "{\"step\":2,\"reward\":\"high\"}",
      })
  void aLineThatIsNoStepsIsNamed(String line) throws IOException {
    Path file = dir.resolve("metrics.jsonl");
    Files.writeString(file, "{\"step\":1}\n" + line + "\n");
    assertThatThrownBy(() -> MetricsLog.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ":2: not the metrics of a step: " + line);
  }

  @Test
  void aFileThatIsNoTextIsNamed() throws IOException {
    Path file = Files.write(dir.resolve("metrics.jsonl"), new byte[] {'{', (byte) 0xFF, '}'});
    assertThatThrownBy(() -> MetricsLog.read(file)).hasMessage(file + ": not text in UTF-8");
  }

  @Test
  void valuesThatAreNotNumbersComeBack() throws IOException {
    Path file = dir.resolve("metrics.jsonl");
    try (MetricsLog log = MetricsLog.open(file)) {
      log.append(row(1, Double.NaN));
      log.append(row(2, Double.NEGATIVE_INFINITY));
    }
    assertThat(MetricsLog.read(file))
        .containsExactly(row(1, Double.NaN), row(2, Double.NEGATIVE_INFINITY));
  }
}
