package io.didact.bench;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * All jobs on a model and a workload that are made for it, in memory: what a machine does without
 * any files at hand.
 *
 * @param config of a model with random weights
 */
public record SmallBench(DecoderConfig config, Workload work) {
  private static final int RUNS = 3;

  /**
   * d 256, 4 layers, vocabulary 4,096: 4 million weights; 4 prompts of 128 tokens, 8 completions of
   * 32 to 128 tokens each.
   */
  public static SmallBench usual() {
    DecoderConfig config =
        new DecoderConfig(
            "qwen2", 4096, 256, 704, 4, 4, 2, 64, 1e-6, 10_000, true, 1024, List.of(1));
    return new SmallBench(config, Workload.random(config.vocabSize(), 4, 128, 8, 32, 128));
  }

  /** What is worked on, in words. */
  public String description() {
    return String.format(
        Locale.ROOT,
        "a random model of %d layers, width %d, vocabulary %,d; "
            + "%d prompts of %d tokens, %d completions of %,d tokens in all",
        config.layers(),
        config.hiddenSize(),
        config.vocabSize(),
        work.prompts().size(),
        work.prompts().get(0).size(),
        work.lengths().stream().mapToInt(group -> group.length).sum(),
        work.completionTokens());
  }

  /**
   * Does each job a few times, each after a warm-up, with memory of its own.
   *
   * @param activations what training does about them
   * @param progress is told what is measured next
   * @return for each job the fastest
   */
  public List<BenchTable.Row> run(
      Workers workers,
      DType dtype,
      DecoderPass.Activations activations,
      Consumer<String> progress) {
    Floor floor = new Floor(config);
    List<BenchTable.Row> rows = new ArrayList<>();
    try (Parameters parameters = Parameters.random(config, dtype, 1)) {
      for (BenchJob job : BenchJob.values()) {
        progress.accept(job.toString());
        Measurement fastest = fastest(job, parameters, workers, activations);
        rows.add(new BenchTable.Row(fastest, job.flops(floor, work)));
      }
    }
    return rows;
  }

  private Measurement fastest(
      BenchJob job, Parameters parameters, Workers workers, DecoderPass.Activations activations) {
    Measurement.forgetPeak();
    int tokens = work.tokensPerMicroBatch(workers.size());
    try (Classroom room = new Classroom(parameters, workers, tokens, activations)) {
      Measurement best = Measurement.of(job, room, work);
      for (int run = 1; run < RUNS; run++) {
        best = best.faster(Measurement.of(job, room, work));
      }
      return best;
    }
  }
}
