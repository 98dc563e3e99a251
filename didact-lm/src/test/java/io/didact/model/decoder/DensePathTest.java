package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What makes long sequences possible (shared beginnings, activations recomputed, logits in chunks)
 * against the dense way: every sequence whole, activations kept, all logits and their log-softmax
 * at once with libtorch's own gradient. Three sequences of 300 tokens that share 200, over 5,000
 * tokens.
 */
class DensePathTest {
  private static final int V = 5000;
  private static final double TAU = 0.7;
  private static final DecoderConfig CONFIG = RandomModels.config(V, 4, 2, 6, true);
  private static final List<TokenIds> SEQUENCES =
      IntStream.range(0, 3)
          .mapToObj(
              i -> TokenIds.concat(RandomModels.ids(200, V, 1), RandomModels.ids(100, V, 10 + i)))
          .toList();

  /** L = Σ c · log p, over all tokens but the first of each sequence. */
  private static double[] coefficients(int sequence) {
    return new SplittableRandom(sequence).doubles(299, -1, 1).toArray();
  }

  /**
   * @param logProbs [3 · 299]
   * @param gradient by all weights
   */
  private record Result(double[] logProbs, double[] gradient) {}

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32"})
  void equalsTheDenseWay(DType dtype) {
    // In 32 bits: processors without AVX-512 add up in another order, and came to 1.2e-5.
    double tolerance = dtype == DType.FLOAT64 ? 1e-11 : 3e-5;
    try (Parameters parameters = RandomModels.parameters(CONFIG, dtype, 1);
        Parameters exact = parameters.to(DType.FLOAT64)) {
      Result dense = dense(exact);
      Result ours = ours(parameters);
      double largest = Arrays.stream(dense.gradient).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < dense.logProbs.length; i++) {
        assertThat(ours.logProbs[i])
            .isCloseTo(dense.logProbs[i], within(tolerance * Math.abs(dense.logProbs[i])));
      }
      for (int i = 0; i < dense.gradient.length; i++) {
        assertThat(ours.gradient[i])
            .as("gradient %d of %d", i, dense.gradient.length)
            .isCloseTo(dense.gradient[i], within(tolerance * largest));
      }
    }
  }

  private static Result ours(Parameters parameters) {
    try (GradientBuffer buffer = new GradientBuffer(parameters);
        Decoder decoder = new Decoder(parameters, buffer);
        TensorScope scope = new TensorScope()) {
      SequencePack pack = SequencePack.sharing(SEQUENCES);
      assertThat(pack.tokens()).isEqualTo(200 + 3 * 100);
      Tensor rows =
          Tensor.ofInts(IntStream.range(0, 3 * 299).map(i -> pack.row(i / 299, i % 299)).toArray());
      DecoderPass pass = pack.pass(decoder, DecoderPass.Activations.RECOMPUTED);
      double[] logProbs = new double[3 * 299];
      // 100 rows of logits at a time.
      LogProbHead head = headOf(parameters, buffer, 100L * V);
      Tensor byRows =
          head.backward(
              pass.hidden().indexSelect(0, rows),
              Tensor.ofInts(targets()),
              TAU,
              (first, some) -> {
                System.arraycopy(some, 0, logProbs, first, some.length);
                return IntStream.range(first, first + some.length)
                    .mapToDouble(i -> coefficients(i / 299)[i % 299])
                    .toArray();
              });
      pass.backward(
          Tensor.zeros(byRows.dtype(), pack.tokens(), byRows.size(1)).indexAdd_(0, rows, byRows));
      return new Result(logProbs, buffer.sum().toDoubles());
    }
  }

  /** The head of a tied model, which shows this many logits at once. */
  private static LogProbHead headOf(Parameters parameters, GradientBuffer buffer, long elements) {
    return new LogProbHead(
        embedding(parameters, parameters.flat()),
        embedding(parameters, buffer.sum()),
        elements,
        elements / 7);
  }

  private static Tensor embedding(Parameters parameters, Tensor flat) {
    ParameterLayout.Leaf leaf = parameters.layout().embedding();
    return Parameters.viewOf(flat, leaf.offset(), leaf.shape());
  }

  private static int[] targets() {
    return IntStream.range(0, 3 * 299).map(i -> SEQUENCES.get(i / 299).get(i % 299 + 1)).toArray();
  }

  private static Result dense(Parameters parameters) {
    try (GradientBuffer buffer = new GradientBuffer(parameters);
        Decoder decoder = new Decoder(parameters, buffer);
        TensorScope scope = new TensorScope()) {
      double[] logProbs = new double[3 * 299];
      Tensor embedding = embedding(parameters, parameters.flat()).detach().requireGradient();
      for (int s = 0; s < 3; s++) {
        SequencePack pack = SequencePack.of(List.of(SEQUENCES.get(s)));
        DecoderPass pass = pack.pass(decoder, DecoderPass.Activations.KEPT);
        Tensor hidden = pass.hidden().detach().requireGradient();
        try (Gradients.Mode on = Gradients.on()) {
          Tensor all = hidden.matmul(embedding.transpose(0, 1)).div(TAU).logSoftmax(1);
          Tensor targets = Tensor.ofInts(Arrays.copyOfRange(targets(), 299 * s, 299 * (s + 1)));
          Tensor own = all.narrow(0, 0, 299).gather(1, targets.unsqueeze(1));
          System.arraycopy(own.toDoubles(), 0, logProbs, 299 * s, 299);
          own.backward(Tensor.ofDoubles(coefficients(s), 299, 1));
        }
        pass.backward(hidden.gradient());
      }
      embedding(parameters, buffer.sum()).add_(embedding.gradient());
      return new Result(logProbs, buffer.sum().toDoubles());
    }
  }
}
