package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How far log-probs are from those in 64 bits, for each type in which weights are stored and in
 * which they are multiplied. Prints the table of docs/precision.md.
 */
class PrecisionTest {
  /** d 512, 8 layers, 4,096 tokens. */
  private static final DecoderConfig CONFIG =
      new DecoderConfig(
          "qwen2", 4096, 512, 1408, 8, 8, 2, 64, 1e-6, 10_000, true, 4096, List.of(1));

  private static final int TOKENS = 256;

  private record Row(DType stored, DType multiplied, double mostMean, double most) {}

  /** Bounds about twice what was measured; a wrong type somewhere is ten times off. */
  private static final List<Row> ROWS =
      List.of(
          new Row(DType.FLOAT32, DType.FLOAT32, 2e-6, 2e-5),
          new Row(DType.FLOAT16, DType.FLOAT32, 2e-6, 2e-5),
          new Row(DType.BFLOAT16, DType.FLOAT32, 2e-6, 2e-5),
          new Row(DType.BFLOAT16, DType.BFLOAT16, 0.03, 0.2));

  @Test
  void errorsAgainst64Bits() {
    TokenIds ids = RandomModels.ids(TOKENS, CONFIG.vocabSize(), 1);
    try (Parameters original = Parameters.random(CONFIG, DType.FLOAT32, 1, 0.04)) {
      double[] exact = logProbs(original, DType.FLOAT64, ids);
      for (Row row : ROWS) {
        try (Parameters stored = original.to(row.stored())) {
          double[] found = logProbs(stored, row.multiplied(), ids);
          double[] rounded = logProbs(stored, DType.FLOAT64, ids);
          System.out.printf(
              "| %s | %s | %.1e | %.1e | %.1e | %.1e |%n",
              row.stored(),
              row.multiplied(),
              mean(found, rounded),
              most(found, rounded),
              mean(found, exact),
              most(found, exact));
          assertThat(mean(found, rounded)).isLessThan(row.mostMean());
          assertThat(most(found, rounded)).isBetween(1e-9, row.most());
        }
      }
    }
  }

  private static double mean(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).average().orElse(0);
  }

  private static double most(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElse(0);
  }

  private static double[] logProbs(Parameters stored, DType multiplied, TokenIds ids) {
    try (Parameters parameters = stored.to(multiplied);
        Decoder decoder = new Decoder(parameters);
        TensorScope scope = new TensorScope()) {
      int[] targets = Arrays.copyOfRange(ids.toArray(), 1, ids.size());
      Tensor hidden = SequencePack.of(List.of(ids.slice(0, ids.size() - 1))).hidden(decoder);
      return decoder.head().logProbs(hidden, Tensor.ofInts(targets), 1);
    }
  }
}
