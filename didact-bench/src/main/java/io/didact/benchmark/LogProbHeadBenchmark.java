package io.didact.benchmark;

import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.GradientBuffer;
import io.didact.tensor.RandomNumbers;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The output head at 512 rows: log-probs alone, and with the gradient of hidden and weight. */
public class LogProbHeadBenchmark extends MicroBenchmark {
  private static final int ROWS = 512;

  private Decoder decoder;
  private GradientBuffer gradient;
  private Tensor hidden;
  private Tensor targets;

  /** Makes a decoder with a gradient buffer, hidden states and targets. */
  @Setup(Level.Trial)
  public void open(TinyModel model) {
    gradient = new GradientBuffer(model.parameters());
    decoder = new Decoder(model.parameters(), gradient);
    try (TensorScope scope = new TensorScope();
        RandomNumbers random = new RandomNumbers(3)) {
      hidden =
          random
              .normal(1, (long) ROWS * TinyModel.WIDTH)
              .view(ROWS, TinyModel.WIDTH)
              .to(model.dtype)
              .owned();
      targets = Tensor.ofLongs(LongStream.range(0, ROWS).toArray(), ROWS).owned();
    }
  }

  /** Values. */
  @Benchmark
  public double[] logProbs() {
    try (TensorScope scope = new TensorScope()) {
      return decoder.head().logProbs(hidden, targets, 0.7);
    }
  }

  /** Values and gradient of their mean. */
  @Benchmark
  public long backward() {
    try (TensorScope scope = new TensorScope()) {
      return decoder.head().backward(hidden, targets, 0.7, LogProbHeadBenchmark::ofMean).elements();
    }
  }

  private static double[] ofMean(int first, double[] logProbs) {
    double[] derivative = new double[logProbs.length];
    Arrays.fill(derivative, 1.0 / ROWS);
    return derivative;
  }

  /** Frees all. */
  @TearDown(Level.Trial)
  public void close() {
    targets.close();
    hidden.close();
    decoder.close();
    gradient.close();
  }
}
