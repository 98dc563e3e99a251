package io.didact.benchmark;

import io.didact.engine.Completion;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import java.util.List;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Samples of 64 tokens after one prompt of 32: time by token step, of which there are as many
 * whatever the number of rows. The prompt and packing the weights are in it.
 */
public class GeneratorBenchmark extends MicroBenchmark {
  private static final int STEPS = 64;

  /** Samples in flight at once. */
  @Param({"1", "16"})
  public int rows;

  private LocalEngine engine;
  private List<RolloutRequest> requests;

  /** Makes engine and request. */
  @Setup(Level.Trial)
  public void open(TinyModel model) {
    engine = new LocalEngine(model.parameters(), model.workers(), TinyModel.VOCABULARY);
    long[] seeds = LongStream.range(0, rows).toArray();
    requests = List.of(new RolloutRequest(TinyModel.group(1, 32, 0).get(0), seeds));
  }

  /** All steps, divided by their number. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public List<List<Completion>> step() {
    return engine.generate(requests, Sampling.at(0.7, STEPS));
  }

  /** Frees the engine. */
  @TearDown(Level.Trial)
  public void close() {
    engine.close();
  }
}
