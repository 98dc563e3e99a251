package io.didact.engine;

import io.didact.benchmark.MicroBenchmark;
import io.didact.tensor.RandomNumbers;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One token for each of 16 rows from their logits, plainly and from a nucleus. */
public class SamplerBenchmark extends MicroBenchmark {
  private static final int ROWS = 16;

  /** V; the larger is that of Qwen2. */
  @Param({"4096", "151936"})
  public int vocabulary;

  private Workers workers;
  private Tensor logits;
  private double[] uniforms;
  private Sampler plain;
  private Sampler nucleus;

  /** Makes logits of deviation 2. */
  @Setup(Level.Trial)
  public void open() {
    workers = new Workers(1);
    try (TensorScope scope = new TensorScope();
        RandomNumbers random = new RandomNumbers(3)) {
      logits = random.normal(2, (long) ROWS * vocabulary).view(ROWS, vocabulary).owned();
    }
    uniforms = new double[ROWS];
    Arrays.setAll(uniforms, row -> Sampler.uniform(row, 0));
    plain = new Sampler(Sampling.at(1, 1), vocabulary);
    nucleus = new Sampler(new Sampling(1, 0.95, 0, 0, 1, Set.of(), List.of()), vocabulary);
  }

  /** The whole distribution. */
  @Benchmark
  public long[] plain() {
    return choose(plain);
  }

  /** top-p 0.95, which sorts. */
  @Benchmark
  public long[] nucleus() {
    return choose(nucleus);
  }

  private long[] choose(Sampler sampler) {
    try (TensorScope scope = new TensorScope()) {
      return sampler.choose(logits, uniforms).ids();
    }
  }

  /** Frees the logits. */
  @TearDown(Level.Trial)
  public void close() {
    logits.close();
    workers.close();
  }
}
