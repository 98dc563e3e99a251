package io.didact.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTableTest {
  /** 30 GFLOP in 0.5 s are 60 GFLOP/s, 30 % of a peak of 200. */
  @Test
  void text() {
    BenchTable table =
        new BenchTable(
            new Hardware("Some CPU", 4, "JDK 17 (Maker)"),
            2,
            "fp32",
            200e9,
            List.of(
                new BenchTable.Row(new Measurement("train", 5000, 0.5, 10_000, 1234.4, 3, 4), 30e9),
                new BenchTable.Row(new Measurement("generate", 100, 2, 50, 0, 3, 4), 1e9)));
    assertThat(table.text())
        .isEqualToNormalizingNewlines(
            """
            Some CPU, 4 cores, JDK 17 (Maker)
            2 workers, fp32; large products: 200.0 GFLOP/s

            job         seconds    tokens/s   GFLOP/s   of peak  peak MiB
            train         0.500      10,000      60.0      30 %     1,234
            generate      2.000          50       0.5       0 %   unknown
            """);
  }

  @Test
  void processorsName() {
    assertThat(Hardware.named(List.of("processor\t: 0", "model name\t: A: b", "model name\t: C")))
        .isEqualTo("A: b");
    assertThat(Hardware.named(List.of("processor\t: 0"))).contains(System.getProperty("os.arch"));
  }

  @Test
  void fasterOfTwo() {
    Measurement slow = new Measurement("score", 10, 2, 5, 80, 3, 4);
    Measurement fast = new Measurement("score", 10, 1, 10, 70, 3, 4);
    assertThat(slow.faster(fast)).isEqualTo(new Measurement("score", 10, 1, 10, 80, 3, 4));
    assertThat(fast.faster(slow)).isEqualTo(new Measurement("score", 10, 1, 10, 80, 3, 4));
  }
}
