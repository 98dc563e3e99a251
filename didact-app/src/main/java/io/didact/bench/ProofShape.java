package io.didact.bench;

import io.didact.model.decoder.DecoderConfig;
import io.didact.tensor.DType;
import io.didact.tensor.Device;
import java.util.List;
import java.util.Locale;

/** Sizes of models whose jobs are measured, with random weights. */
public enum ProofShape {
  /** That of {@code didact bench}: for machines without a GPU. */
  SMALL(SmallBench.usual().config(), List.of(BenchJob.values())) {
    @Override
    Workload work() {
      return SmallBench.usual().work();
    }
  },
  /** Qwen2.5-0.5B: 64 completions of 256 tokens. */
  HALF_B(config(151_936, 896, 4864, 24, 14, 2, 64, true), List.of(BenchJob.values())) {
    @Override
    Workload work() {
      return Workload.random(config().vocabSize(), 8, 256, 8, 256, 256);
    }
  },
  /**
   * Qwen2.5-7B: 64 completions of 128 tokens. Not trained: with moments and master weights in 32
   * bits it takes 137 GB.
   */
  SEVEN_B(
      config(152_064, 3584, 18_944, 28, 28, 4, 128, false),
      List.of(BenchJob.GENERATE, BenchJob.SCORE)) {
    @Override
    Workload work() {
      return Workload.random(config().vocabSize(), 8, 256, 8, 128, 128);
    }
  };

  private final DecoderConfig config;
  private final List<BenchJob> jobs;

  ProofShape(DecoderConfig config, List<BenchJob> jobs) {
    this.config = config;
    this.jobs = jobs;
  }

  private static DecoderConfig config(
      int vocabulary,
      int width,
      int inner,
      int layers,
      int heads,
      int kvHeads,
      int headDim,
      boolean tied) {
    return new DecoderConfig(
        "qwen2",
        vocabulary,
        width,
        inner,
        layers,
        heads,
        kvHeads,
        headDim,
        1e-6,
        1_000_000,
        tied,
        32_768,
        List.of(1));
  }

  /** What such models are computed in there. */
  static DType dtype() {
    return Device.current() == Device.CPU ? DType.FLOAT32 : DType.BFLOAT16;
  }

  DecoderConfig config() {
    return config;
  }

  List<BenchJob> jobs() {
    return jobs;
  }

  abstract Workload work();

  /** Its name, as on the command line: {@code half-b}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
