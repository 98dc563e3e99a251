package io.didact.benchmark;

import io.didact.model.decoder.SequencePack;
import io.didact.text.TokenIds;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/** Laying out 64 sequences of one prompt of 256 tokens and 128 tokens of their own: plain Java. */
public class SequencePackBenchmark extends MicroBenchmark {
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
