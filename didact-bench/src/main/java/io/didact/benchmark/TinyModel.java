package io.didact.benchmark;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A model with random weights: d 128, 2 layers, vocabulary 4,096; 0.9 million weights. One worker
 * works with it, so that numbers say what a core does.
 */
@State(Scope.Thread)
public class TinyModel {
  /** d. */
  public static final int WIDTH = 128;

  /** V. */
  public static final int VOCABULARY = 4096;

  /** Type of weights and activations. */
  @Param({"FLOAT32", "BFLOAT16"})
  public DType dtype = DType.FLOAT32;

  private Parameters parameters;
  private Workers workers;

  private static DecoderConfig config() {
    return new DecoderConfig(
        "qwen2", VOCABULARY, WIDTH, 384, 2, 4, 2, 32, 1e-6, 10_000, true, 1024, List.of(1));
  }

  /** Draws the weights; the same each time. */
  @Setup(Level.Trial)
  public void open() {
    workers = new Workers(1);
    parameters = Parameters.random(config(), dtype, 1);
  }

  /** Frees weights and thread. */
  @TearDown(Level.Trial)
  public void close() {
    workers.close();
    parameters.close();
  }

  /** The weights. */
  public Parameters parameters() {
    return parameters;
  }

  /** One worker. */
  public Workers workers() {
    return workers;
  }

  /**
   * Sequences that begin with the same prompt.
   *
   * @param prompt tokens of the prompt
   * @param own tokens of each after it
   */
  public static List<TokenIds> group(int sequences, int prompt, int own) {
    SplittableRandom random = new SplittableRandom(5);
    TokenIds shared = ids(random, prompt);
    return IntStream.range(0, sequences)
        .mapToObj(i -> TokenIds.concat(shared, ids(random, own)))
        .toList();
  }

  private static TokenIds ids(SplittableRandom random, int count) {
    return TokenIds.of(random.ints(count, 2, VOCABULARY).toArray());
  }
}
