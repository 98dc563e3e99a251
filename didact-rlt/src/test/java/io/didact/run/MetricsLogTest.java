package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.run.MetricsLog.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  @TempDir Path dir;

  private static Row row(long step, double reward) {
    return new Row(step, Map.of("reward", reward));
  }

  /** Killed in the middle of step 4's line, resumed from the checkpoint of step 2. */
  @Test
  void resumingCutsWhatTheKilledRunWroteTooMuch() throws IOException {
    Path file = dir.resolve("metrics.jsonl");
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      for (int step = 1; step <= 3; step++) {
        log.append(row(step, step / 10.0));
      }
    }
    Files.writeString(file, "{\"step\":4,\"rew", StandardOpenOption.APPEND);
    assertThat(MetricsLog.read(file)).hasSize(3);
    try (MetricsLog log = MetricsLog.open(file, 2)) {
      log.append(row(3, 0.3));
    }
    assertThat(MetricsLog.read(file)).containsExactly(row(1, 0.1), row(2, 0.2), row(3, 0.3));
    assertThat(file)
        .hasContent(
            """
        {"step":1,"reward":0.1}
        {"step":2,"reward":0.2}
        {"step":3,"reward":0.3}
        """);
  }

  @Test
  void aNewRunStartsEmpty() throws IOException {
    Path file = dir.resolve("metrics.jsonl");
    Files.writeString(file, "{\"step\":1}\n");
    MetricsLog.open(file, 0).close();
    assertThat(file).isEmptyFile();
  }

  @Test
  void valuesThatAreNotNumbersComeBack() throws IOException {
    Path file = dir.resolve("metrics.jsonl");
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      log.append(row(1, Double.NaN));
      log.append(row(2, Double.NEGATIVE_INFINITY));
    }
    assertThat(MetricsLog.read(file))
        .containsExactly(row(1, Double.NaN), row(2, Double.NEGATIVE_INFINITY));
  }
}
