package io.didact.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.DecoderPass;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmallBenchTest {
  private static final DecoderConfig CONFIG =
      new DecoderConfig("qwen2", 32, 16, 24, 1, 2, 1, 8, 1e-6, 10_000, true, 64, List.of(1));

  /** Every job is done and counted, in both types. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void allJobs(DType dtype) {
    Workload work = Workload.random(32, 2, 20, 2, 2, 5);
    SmallBench bench = new SmallBench(CONFIG, work);
    List<String> told = new ArrayList<>();
    try (Workers workers = new Workers(2)) {
      List<BenchTable.Row> rows =
          bench.run(workers, dtype, DecoderPass.Activations.RECOMPUTED, told::add);
      assertThat(rows).hasSize(4);
      for (int i = 0; i < rows.size(); i++) {
        BenchJob job = BenchJob.values()[i];
        assertThat(rows.get(i).measured().job()).isEqualTo(job.toString());
        assertThat(rows.get(i).measured().tokens()).isEqualTo(job.tokens(work));
        assertThat(rows.get(i).flops()).isEqualTo(job.flops(new Floor(CONFIG), work));
      }
    }
    assertThat(told).containsExactly("generate", "score", "train", "step");
  }
}
