package io.didact.benchmark;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.train.AdamW;
import io.didact.train.AdamWOptions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The gradient's norm and a step of AdamW over all weights: two passes over memory. */
public class AdamWBenchmark extends MicroBenchmark {
  private Workers workers;
  private AdamW adamW;
  private Tensor gradient;
  private long update;

  /** Makes moments and a gradient that is not clipped. */
  @Setup(Level.Trial)
  public void open(TinyModel model) {
    workers = new Workers(1);
    adamW =
        new AdamW(
            model.parameters().flat(),
            model.parameters().decayedSize(),
            AdamWOptions.paper(),
            workers);
    gradient = Tensor.full(DType.FLOAT32, 1e-5, model.parameters().size()).owned();
  }

  /** The norm, then the update. */
  @Benchmark
  public double step() {
    try (TensorScope scope = new TensorScope()) {
      return adamW.step(gradient, ++update, 1e-6);
    }
  }

  /** Frees gradient and moments. */
  @TearDown(Level.Trial)
  public void close() {
    gradient.close();
    adamW.close();
    workers.close();
  }
}
