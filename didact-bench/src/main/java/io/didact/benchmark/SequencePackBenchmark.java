package io.didact.benchmark;

import io.didact.model.SequencePack;
import io.didact.text.TokenIds;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Laying out 64 sequences of one prompt of 256 tokens and 128 tokens of their own: plain Java. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SequencePackBenchmark {
  private List<TokenIds> sequences;

  /** Makes the sequences. */
  @Setup(Level.Trial)
  public void open() {
    sequences = TinyModel.group(64, 256, 128);
  }

  /** Each whole. */
  @Benchmark
  public SequencePack of() {
    return SequencePack.of(sequences);
  }

  /** Their common beginning found and there once. */
  @Benchmark
  public SequencePack sharing() {
    return SequencePack.sharing(sequences);
  }
}
