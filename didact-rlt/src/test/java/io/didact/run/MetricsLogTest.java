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
