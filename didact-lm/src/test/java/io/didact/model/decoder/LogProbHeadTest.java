package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A head of 7 tokens over 3 dimensions, 5 rows. */
class LogProbHeadTest {
  private static final int V = 7;
  private static final int D = 3;
  private static final int ROWS = 5;
  private static final double TAU = 0.7;
  private static final int[] TARGETS = {0, 6, 3, 3, 1};
  private static final double[] WEIGHT = normal(V * D, 1);
  private static final double[] HIDDEN = normal(ROWS * D, 2);

  /** dL/d(log p_k) of some loss. */
  private static final double[] DERIVATIVE = {0.5, -1, 2, 0, -0.25};

  private static double[] normal(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return java.util.stream.DoubleStream.generate(random::nextGaussian).limit(count).toArray();
  }

  private static Tensor matrix(double[] values, int columns) {
    return Tensor.ofDoubles(values, values.length / columns, columns);
  }

  /** log softmax(h·Wᵀ/τ) by loops [rows][V]. */
  private static double[][] logSoftmax(double[] hidden, double[] weight, int d) {
    double[][] out = new double[hidden.length / d][weight.length / d];
    for (int row = 0; row < out.length; row++) {
      double sum = 0;
      for (int v = 0; v < out[row].length; v++) {
        for (int i = 0; i < d; i++) {
          out[row][v] += hidden[row * d + i] * weight[v * d + i] / TAU;
        }
        sum += Math.exp(out[row][v]);
      }
      for (int v = 0; v < out[row].length; v++) {
        out[row][v] -= Math.log(sum);
      }
    }
    return out;
  }

  /** Bounds of one row, one row (again), two rows, all rows. */
  @ParameterizedTest
  @ValueSource(longs = {1, 13, 14, 1000})
  void chunkedEqualsDense(long chunkElements) {
    double[][] dense = logSoftmax(HIDDEN, WEIGHT, D);
    try (TensorScope scope = new TensorScope()) {
      LogProbHead head = new LogProbHead(matrix(WEIGHT, D), null, chunkElements, chunkElements);
      double[] chunked = head.logProbs(matrix(HIDDEN, D), Tensor.ofInts(TARGETS), TAU);
      for (int row = 0; row < ROWS; row++) {
        assertThat(chunked[row]).isCloseTo(dense[row][TARGETS[row]], within(1e-12));
      }
    }
  }

  /** The derivative of Σ derivative_k · log p_k, asked for in pieces. */
  private static final LogProbHead.Derivative LOSS =
      (first, logProbs) -> Arrays.copyOfRange(DERIVATIVE, first, first + logProbs.length);

  /** L = Σ derivative_k · log p_k, so finite differences of L are what backward must give. */
  @ParameterizedTest
  @ValueSource(longs = {1, 14, 1000})
  void gradientsAreThoseOfFiniteDifferences(long chunkElements) {
    try (TensorScope scope = new TensorScope()) {
      Tensor weightGradient = Tensor.full(DType.FLOAT64, 100, V, D);
      LogProbHead head =
          new LogProbHead(
              matrix(WEIGHT, D), weightGradient, chunkElements, Math.max(1, chunkElements / 2));
      double[] byHidden =
          head.backward(matrix(HIDDEN, D), Tensor.ofInts(TARGETS), TAU, LOSS).toDoubles();
      double[] byWeight = weightGradient.toDoubles();
      for (int i = 0; i < HIDDEN.length; i++) {
        double expected = (loss(HIDDEN, i, 1e-5, WEIGHT, -1) - loss(HIDDEN, i, -1e-5, WEIGHT, -1));
        assertThat(byHidden[i]).isCloseTo(expected / 2e-5, within(1e-8));
      }
      for (int i = 0; i < WEIGHT.length; i++) {
        double above = loss(HIDDEN, -1, 1e-5, WEIGHT, i);
        double below = loss(HIDDEN, -1, -1e-5, WEIGHT, i);
        assertThat(byWeight[i])
            .as("added to the 100 that were there")
            .isCloseTo(100 + (above - below) / 2e-5, within(1e-8));
      }
    }
  }

  /**
   * The gradient of a token that the model is almost sure of is small, and as exact as any: Σ c·(1
   * − p)·h over its rows, here with 1 − p of about 2e-5. As Σ c·h − Σ c·p·h in 32 bits it is wrong
   * by several per cent, and an optimizer that divides by the gradient's size makes large steps of
   * it.
   */
  @Test
  void whatIsAlmostCertainHasAnExactGradient() {
    int rows = 2000;
    double[] hidden = Arrays.stream(normal(rows * D, 3)).map(each -> each / 10).toArray();
    int[] targets = new int[rows];
    for (int row = 0; row < rows; row++) {
      hidden[row * D] = 1;
      targets[row] = 2;
    }
    double[] weight = WEIGHT.clone();
    for (int v = 0; v < V; v++) {
      weight[v * D] = v == 2 ? 9 : 0;
    }
    try (TensorScope scope = new TensorScope()) {
      double[] exact = weightGradient(hidden, weight, targets, DType.FLOAT64);
      double[] rounded = weightGradient(hidden, weight, targets, DType.FLOAT32);
      double norm = 0;
      for (int i = 2 * D; i < 3 * D; i++) {
        norm = Math.max(norm, Math.abs(exact[i]));
      }
      for (int i = 2 * D; i < 3 * D; i++) {
        assertThat(rounded[i]).isCloseTo(exact[i], within(1e-4 * norm));
      }
    }
  }

  /** 1 − p = 1.2e-8 is less than what floats tell apart at 1: there p is 1 and log p is 0. */
  @Test
  void whatIsMoreThanAlmostCertainHasAGradient() {
    double[] hidden = normal(D, 3);
    hidden[0] = 1;
    double[] weight = new double[V * D];
    weight[2 * D] = 20 * TAU;
    double[] exact = weightGradient(hidden, weight, new int[] {2}, DType.FLOAT64);
    double[] rounded = weightGradient(hidden, weight, new int[] {2}, DType.FLOAT32);
    double certain = (V - 1) * Math.exp(-20) / (1 + (V - 1) * Math.exp(-20));
    for (int i = 0; i < D; i++) {
      double byHand = certain / TAU * hidden[i];
      assertThat(exact[2 * D + i]).isCloseTo(byHand, within(1e-9 * Math.abs(byHand)));
      assertThat(rounded[2 * D + i]).isCloseTo(byHand, within(1e-5 * Math.abs(byHand)));
    }
  }

  private static double[] weightGradient(
      double[] hidden, double[] weight, int[] targets, DType dtype) {
    Tensor gradient = Tensor.zeros(dtype, V, D);
    new LogProbHead(matrix(weight, D).to(dtype), gradient, 1000, 500)
        .backward(
            matrix(hidden, D).to(dtype),
            Tensor.ofInts(targets),
            TAU,
            (first, logProbs) -> {
              double[] mean = new double[logProbs.length];
              Arrays.fill(mean, 1.0 / targets.length);
              return mean;
            });
    return gradient.toDoubles();
  }

  /**
   * Workers that share out rows and vocabulary have the gradients that one worker has: with some 2
   * tokens each, with rows for some workers only, and with more workers than tokens.
   */
  @ParameterizedTest
  @CsvSource({"3, 1", "3, 5", "3, 1000", "6, 1000", "9, 1", "9, 1000"})
  void workersShareOutTheVocabulary(int workerCount, long keptElements) {
    try (Workers workers = new Workers(workerCount);
        TensorScope scope = new TensorScope()) {
      Tensor expectedByWeight = Tensor.zeros(DType.FLOAT64, V, D);
      double[] expectedByHidden =
          new LogProbHead(matrix(WEIGHT, D), expectedByWeight, 1000, 1000)
              .backward(matrix(HIDDEN, D), Tensor.ofInts(TARGETS), TAU, LOSS)
              .toDoubles();
      Tensor weight = matrix(WEIGHT, D);
      Tensor byWeight = Tensor.zeros(DType.FLOAT64, V, D);
      double[] logProbs = new double[ROWS];
      double[] reference = new double[ROWS];
      List<double[]> byHidden =
          workers.inStep(
              worker -> {
                int from = ROWS * worker.index() / workerCount;
                int to = ROWS * (worker.index() + 1) / workerCount;
                try (TensorScope inner = new TensorScope()) {
                  LogProbHead head = new LogProbHead(weight, byWeight, keptElements, 4);
                  Tensor hidden = matrix(HIDDEN, D).narrow(0, from, to - from);
                  Tensor targets = Tensor.ofInts(Arrays.copyOfRange(TARGETS, from, to));
                  double[] alone = head.logProbs(worker, hidden, targets, TAU);
                  System.arraycopy(alone, 0, reference, from, alone.length);
                  return head.backward(
                          worker,
                          hidden,
                          targets,
                          TAU,
                          (first, some) -> {
                            int start = from + first;
                            System.arraycopy(some, 0, logProbs, start, some.length);
                            return Arrays.copyOfRange(DERIVATIVE, start, start + some.length);
                          })
                      .toDoubles();
                }
              });
      double[][] dense = logSoftmax(HIDDEN, WEIGHT, D);
      for (int row = 0; row < ROWS; row++) {
        assertThat(logProbs[row]).isCloseTo(dense[row][TARGETS[row]], within(1e-12));
      }
      assertThat(reference).containsExactly(logProbs);
      assertThat(byHidden.stream().flatMapToDouble(Arrays::stream).toArray())
          .containsExactly(expectedByHidden, within(1e-12));
      assertThat(byWeight.toDoubles()).containsExactly(expectedByWeight.toDoubles(), within(1e-12));
    }
  }

  /**
   * −Σ p log p of each row, by loops over the whole distribution, however rows and vocabulary are
   * shared out: workers without rows, without tokens, and logits that lie far apart. Log-probs and
   * gradients are those without entropies, to the last bit.
   */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 1000, 1", "3, 1, 1", "3, 5, 40", "9, 1000, 1", "9, 1, 300"})
  void entropies(int workerCount, long keptElements, double scale) {
    double[] large = Arrays.stream(WEIGHT).map(w -> scale * w).toArray();
    double[][] dense = stableLogSoftmax(large);
    try (Workers workers = new Workers(workerCount);
        TensorScope scope = new TensorScope()) {
      Tensor weight = matrix(large, D);
      double[] found = new double[ROWS];
      List<double[]> gradients = new ArrayList<>();
      for (boolean wanted : new boolean[] {true, false}) {
        Tensor byWeight = Tensor.zeros(DType.FLOAT64, V, D);
        List<double[]> byHidden =
            workers.inStep(
                worker -> {
                  int from = ROWS * worker.index() / workerCount;
                  int to = ROWS * (worker.index() + 1) / workerCount;
                  try (TensorScope inner = new TensorScope()) {
                    return new LogProbHead(weight, byWeight, keptElements, 4)
                        .backward(
                            worker,
                            matrix(HIDDEN, D).narrow(0, from, to - from),
                            Tensor.ofInts(Arrays.copyOfRange(TARGETS, from, to)),
                            TAU,
                            new Telling(wanted, from, found))
                        .toDoubles();
                  }
                });
        gradients.add(byWeight.toDoubles());
        gradients.add(byHidden.stream().flatMapToDouble(Arrays::stream).toArray());
      }
      assertThat(gradients.get(2)).containsExactly(gradients.get(0));
      assertThat(gradients.get(3)).containsExactly(gradients.get(1));
      for (int row = 0; row < ROWS; row++) {
        double expected = Arrays.stream(dense[row]).map(l -> l < -700 ? 0 : -Math.exp(l) * l).sum();
        assertThat(found[row]).isCloseTo(expected, within(1e-10));
      }
    }
  }

  /** A loss that writes down entropies, each row's once. */
  private record Telling(boolean wantsEntropies, int from, double[] found)
      implements LogProbHead.Derivative {
    @Override
    public double[] at(int first, double[] logProbs) {
      return LOSS.at(from + first, logProbs);
    }

    @Override
    public void entropies(int first, double[] entropies) {
      for (int i = 0; i < entropies.length; i++) {
        found[from + first + i] += entropies[i];
      }
    }
  }

  /** Logits of ±1,000, whose exponentials no type holds, in tiles of one to all tokens. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7})
  void largeLogitsDoNotOverflow(long tile) {
    double[] large = Arrays.stream(WEIGHT).map(w -> 1000 * w).toArray();
    double[][] dense = stableLogSoftmax(large);
    try (TensorScope scope = new TensorScope()) {
      LogProbHead head = new LogProbHead(matrix(large, D), null, 1000, tile);
      double[] values = head.logProbs(matrix(HIDDEN, D), Tensor.ofInts(TARGETS), TAU);
      for (int row = 0; row < ROWS; row++) {
        assertThat(values[row]).isCloseTo(dense[row][TARGETS[row]], within(1e-9));
      }
    }
  }

  private static double[][] stableLogSoftmax(double[] weight) {
    double[][] out = new double[ROWS][V];
    for (int row = 0; row < ROWS; row++) {
      for (int v = 0; v < V; v++) {
        for (int i = 0; i < D; i++) {
          out[row][v] += HIDDEN[row * D + i] * weight[v * D + i] / TAU;
        }
      }
      double max = Arrays.stream(out[row]).max().orElseThrow();
      double sum = Arrays.stream(out[row]).map(z -> Math.exp(z - max)).sum();
      for (int v = 0; v < V; v++) {
        out[row][v] -= max + Math.log(sum);
      }
    }
    return out;
  }

  private static double loss(double[] hidden, int h, double change, double[] weight, int w) {
    double[] hiddenThere = hidden.clone();
    double[] weightThere = weight.clone();
    if (h >= 0) {
      hiddenThere[h] += change;
    }
    if (w >= 0) {
      weightThere[w] += change;
    }
    double[][] logProbs = logSoftmax(hiddenThere, weightThere, D);
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      sum += DERIVATIVE[row] * logProbs[row][TARGETS[row]];
    }
    return sum;
  }

  /** Chunks cover all rows in order, and none has more logits than the bound (or is one row). */
  @ParameterizedTest
  @ValueSource(longs = {1, 6, 7, 20, 21, 70, 1_000_000})
  void noMatrixOfAllTokensByTheVocabulary(long chunkElements) {
    try (TensorScope scope = new TensorScope()) {
      for (int rows : new int[] {0, 1, 2, 9, 10, 11, 100}) {
        int at = 0;
        for (LogProbHead.Chunk chunk : LogProbHead.chunks(rows, chunkElements / V)) {
          assertThat(chunk.start()).isEqualTo(at);
          assertThat(chunk.rows()).isBetween(1, (int) Math.max(1, chunkElements / V));
          at += chunk.rows();
        }
        assertThat(at).isEqualTo(rows);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 14, 1000})
  void exactKlByHand(long chunkElements) {
    double[] otherWeight = normal(V * 2, 3);
    double[] otherHidden = normal(ROWS * 2, 4);
    double[][] p = logSoftmax(HIDDEN, WEIGHT, D);
    double[][] q = logSoftmax(otherHidden, otherWeight, 2);
    try (TensorScope scope = new TensorScope()) {
      LogProbHead head = new LogProbHead(matrix(WEIGHT, D), null, chunkElements, chunkElements);
      LogProbHead other =
          new LogProbHead(matrix(otherWeight, 2), null, chunkElements, chunkElements);
      double[] kl = head.exactKl(matrix(HIDDEN, D), other, matrix(otherHidden, 2), TAU);
      for (int row = 0; row < ROWS; row++) {
        double expected = 0;
        for (int v = 0; v < V; v++) {
          expected += Math.exp(p[row][v]) * (p[row][v] - q[row][v]);
        }
        assertThat(kl[row]).isCloseTo(expected, within(1e-12)).isPositive();
      }
      assertThat(head.exactKl(matrix(HIDDEN, D), head, matrix(HIDDEN, D), TAU))
          .containsOnly(0.0)
          .hasSize(ROWS);
    }
  }

  @Test
  void noRowsAreNoValues() {
    try (TensorScope scope = new TensorScope()) {
      LogProbHead head = new LogProbHead(matrix(WEIGHT, D), Tensor.zeros(DType.FLOAT64, V, D));
      Tensor none = Tensor.empty(DType.FLOAT64, 0, D);
      assertThat(head.logProbs(none, Tensor.ofInts(new int[0]), TAU)).isEmpty();
      assertThat(head.backward(none, Tensor.ofInts(new int[0]), TAU, LOSS).shape())
          .containsExactly(0, D);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (TensorScope scope = new TensorScope()) {
      Tensor hidden = matrix(HIDDEN, D);
      Tensor targets = Tensor.ofInts(TARGETS);
      LogProbHead head = new LogProbHead(matrix(WEIGHT, D), Tensor.zeros(DType.FLOAT64, V, D));
      LogProbHead frozen = new LogProbHead(matrix(WEIGHT, D), null);
      assertThat(frozen.backward(hidden, targets, 1, LOSS).toDoubles())
          .as("a weight that does not change makes no other gradient by the hidden states")
          .containsExactly(head.backward(hidden, targets, 1, LOSS).toDoubles());
      assertThatThrownBy(
              () -> head.backward(hidden, targets, 1, (first, logProbs) -> new double[ROWS - 1]))
          .hasMessage("4 derivatives for 5 rows");
      LogProbHead smaller = new LogProbHead(matrix(Arrays.copyOf(WEIGHT, 6 * D), D), null);
      assertThatThrownBy(() -> head.exactKl(hidden, smaller, hidden, 1))
          .hasMessageContaining("7 and 6 tokens");
    }
  }
}
