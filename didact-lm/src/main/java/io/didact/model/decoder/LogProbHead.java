package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Device;
import io.didact.tensor.DeviceMemory;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The output head: log-probabilities of given tokens, and their gradient, without a [tokens,
 * vocabulary] matrix.
 *
 * <p>The gradient is written out: for log p_k = z_t − log Σ exp z with z = h·Wᵀ/τ, d(log p_k)/dz =
 * onehot(t) − softmax(z). A loss that is a sum over tokens of functions of their log-probs needs
 * only its derivative with respect to them, which plain code can compute; no graph is recorded
 * here, and the same logits serve the log-probs and their gradient.
 */
public final class LogProbHead {
  /** What a worker may keep of logits between log-probs and gradient, or of whole rows of them. */
  static final long KEPT_BYTES = 1 << 27;

  /** Logits of a tile: 8 MiB as floats, a part of what caches hold. */
  private static final long TILE_ELEMENTS = 1 << 21;

  /** With fewer rows products are slower. */
  private static final long GOOD_ROWS = 1024;

  private final Tensor weight;
  private final @Nullable Tensor weightGradient;
  private final double divisor;
  private final long keptElements;
  private final long tileElements;

  /**
   * @param weight [V, d]
   * @param weightGradient [V, d] of at least 32 bits to add gradients into, the same for all
   *     workers; null where the weight does not change
   */
  LogProbHead(Tensor weight, @Nullable Tensor weightGradient) {
    this(weight, weightGradient, weight.device() == Device.CPU);
  }

  /** A GPU wants large operations. */
  private LogProbHead(Tensor weight, @Nullable Tensor weightGradient, boolean onCpu) {
    this(
        weight,
        weightGradient,
        (onCpu ? KEPT_BYTES : DeviceMemory.ofGpu().forLogits()) / weight.dtype().bytes(),
        onCpu ? TILE_ELEMENTS : DeviceMemory.ofGpu().forLogits() / Float.BYTES);
  }

  LogProbHead(
      Tensor weight, @Nullable Tensor weightGradient, long keptElements, long tileElements) {
    this(weight, weightGradient, keptElements, tileElements, 1);
  }

  private LogProbHead(
      Tensor weight,
      @Nullable Tensor weightGradient,
      long keptElements,
      long tileElements,
      double divisor) {
    this.weight = weight;
    this.weightGradient = weightGradient;
    this.keptElements = keptElements;
    this.tileElements = tileElements;
    this.divisor = divisor;
  }

  /** The same, whose logits are divided by a number before any temperature. */
  LogProbHead dividingBy(double number) {
    return new LogProbHead(weight, weightGradient, keptElements, tileElements, divisor * number);
  }

  /** The same for one worker, without reading values on the way. */
  public DeviceHead onDevice() {
    return new DeviceHead(
        weightGradient,
        keptElements / vocabulary(),
        (temperature, entropy) -> softmax(Worker.alone(), temperature, entropy));
  }

  /** Rows of V. */
  public long vocabulary() {
    return weight.size(0);
  }

  /**
   * Log-probability of each row's target.
   *
   * @param hidden [rows, d]
   * @param targets [rows] INT64
   * @param temperature τ > 0 that divides the logits
   */
  public double[] logProbs(Tensor hidden, Tensor targets, double temperature) {
    int rows = Math.toIntExact(targets.size(0));
    TiledSoftmax softmax =
        new TiledSoftmax(weight, temperature * divisor, 0, vocabulary(), tileElements, false);
    try (TensorScope all = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      List<TiledSoftmax.Unread> unread = new ArrayList<>();
      for (Chunk chunk : chunks(rows, Math.max(GOOD_ROWS, tileElements / vocabulary()))) {
        try (TensorScope scope = new TensorScope()) {
          TiledSoftmax.Unread some = softmax.unread(chunk.of(hidden), chunk.of(targets), false);
          scope.keep(some.figures());
          unread.add(some);
        }
      }
      return unread.isEmpty() ? new double[0] : joined(TiledSoftmax.Unread.read(unread));
    }
  }

  private static double[] joined(List<TiledSoftmax.Tiles> chunks) {
    return chunks.stream()
        .flatMapToDouble(chunk -> Arrays.stream(chunk.summary().logProbs()))
        .toArray();
  }

  /**
   * The same for workers that come here together and share out the vocabulary: what {@link
   * #backward(Worker, Tensor, Tensor, double, Derivative)} of equal weights shows its loss, to the
   * last bit.
   *
   * @param hidden of this worker [rows, d]; rows may be 0
   */
  public double[] logProbs(Worker worker, Tensor hidden, Tensor targets, double temperature) {
    double[] values = new double[Math.toIntExact(targets.size(0))];
    TiledSoftmax softmax = softmax(worker, temperature, false);
    try (Gradients.Mode off = Gradients.off()) {
      for (Chunk chunk : chunks(worker, values.length)) {
        try (TensorScope scope = new TensorScope()) {
          double[] some =
              SharedSoftmax.of(worker, softmax, chunk.of(hidden), chunk.of(targets), false)
                  .logProbs();
          System.arraycopy(some, 0, values, chunk.start, chunk.rows);
        }
      }
    }
    return values;
  }

  /** A loss's derivative by the log-probs of some rows. */
  @FunctionalInterface
  public interface Derivative {
    /**
     * @param first row
     * @param logProbs [n] of the rows from the first on
     * @return [n] dL/d(log p_k)
     */
    double[] at(int first, double[] logProbs);

    /** Whether {@link #entropies} is to be told; the same for all workers that come together. */
    default boolean wantsEntropies() {
      return false;
    }

    /**
     * Hears of the rows' whole distributions, after {@link #at}.
     *
     * @param first row
     * @param entropies [n] −Σ p log p in nats
     */
    default void entropies(int first, double[] entropies) {}
  }

  /** {@link #backward(Worker, Tensor, Tensor, double, Derivative)} of a worker that is alone. */
  public Tensor backward(Tensor hidden, Tensor targets, double temperature, Derivative loss) {
    return backward(Worker.alone(), hidden, targets, temperature, loss);
  }

  /**
   * The derivative of a loss by the hidden states; the weight's, where it has a gradient buffer, is
   * added there. All workers come here together: each has rows of its own, and works on the rows of
   * all with its share of the vocabulary (vocabulary-parallel cross entropy, Shoeybi et al. 2019).
   *
   * <p>With e = exp(z − max z), but 0 at the target t, s = Σ exp(z − max z) and c = dL/d(log p)/τ:
   * dL/dh = c·((1 − p_t)·W_t − e·W/s), dL/dW = onehotᵀ·(c·(1 − p_t)·h) − eᵀ·(c·h/s). Neither needs
   * another matrix of the logits' size, and nothing large is subtracted where p_t is almost 1.
   *
   * @param hidden of this worker [rows, d], recorded by no graph; rows may be 0
   * @param loss is asked for each row of this worker once, in ascending order
   * @return dL/dh of this worker [rows, d]
   */
  public Tensor backward(
      Worker worker, Tensor hidden, Tensor targets, double temperature, Derivative loss) {
    TiledSoftmax softmax = softmax(worker, temperature, loss.wantsEntropies());
    try (Gradients.Mode off = Gradients.off()) {
      Tensor result = Tensor.empty(hidden.dtype(), hidden.shape());
      for (Chunk chunk : chunks(worker, Math.toIntExact(targets.size(0)))) {
        try (TensorScope scope = new TensorScope()) {
          SharedSoftmax shared =
              SharedSoftmax.of(worker, softmax, chunk.of(hidden), chunk.of(targets), true);
          double[] derivative = loss.at(chunk.start, shared.logProbs());
          if (derivative.length != chunk.rows) {
            throw new IllegalArgumentException(
                derivative.length + " derivatives for " + chunk.rows + " rows");
          }
          if (loss.wantsEntropies()) {
            loss.entropies(chunk.start, shared.entropies());
          }
          chunk.of(result).copy_(shared.addGradient(derivative, weightGradient));
        }
      }
      return result;
    }
  }

  /**
   * KL(p‖q) of whole next-token distributions, row by row: Σ_v p_v (log p_v − log q_v).
   *
   * @param hidden of this model, p [rows, d]
   * @param otherHidden of the other model, q [rows, d']
   * @throws IllegalArgumentException where the vocabularies differ
   */
  public double[] exactKl(
      Tensor hidden, LogProbHead other, Tensor otherHidden, double temperature) {
    if (vocabulary() != other.vocabulary()) {
      throw new IllegalArgumentException(
          "an exact KL needs one vocabulary, these models have "
              + vocabulary()
              + " and "
              + other.vocabulary()
              + " tokens");
    }
    return byChunks(
        Math.toIntExact(hidden.size(0)),
        chunk -> {
          Tensor p = logits(chunk.of(hidden), temperature).logSoftmax(1);
          Tensor q = other.logits(chunk.of(otherHidden), temperature).logSoftmax(1);
          return p.exp().mul(p.sub(q)).sum(1);
        });
  }

  /** A number for each row, worked out chunk by chunk in [rows, V] and read together. */
  private double[] byChunks(int rows, Function<Chunk, Tensor> work) {
    try (TensorScope all = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      List<Tensor> some = new ArrayList<>();
      for (Chunk chunk : chunks(rows, keptElements / vocabulary())) {
        try (TensorScope scope = new TensorScope()) {
          some.add(scope.keep(work.apply(chunk)));
        }
      }
      return some.isEmpty() ? new double[0] : Tensor.cat(some, 0).toDoubles();
    }
  }

  /**
   * Rank of each row's target among all tokens: 1 and how many have a larger logit.
   *
   * @param hidden [rows, d]
   * @param targets [rows] INT64
   */
  public double[] ranks(Tensor hidden, Tensor targets) {
    return byChunks(
        Math.toIntExact(targets.size(0)),
        chunk -> {
          Tensor logits = logits(chunk.of(hidden), 1);
          Tensor own = logits.gather(1, chunk.of(targets).reshape(chunk.rows, 1));
          return logits.greaterThan(own).sum(1, DType.INT64).sub(-1);
        });
  }

  /** Rows that are worked on at once. */
  record Chunk(int start, int rows) {
    Tensor of(Tensor tensor) {
      return tensor.narrow(0, start, rows);
    }
  }

  /** Over this worker's share of the vocabulary. */
  private TiledSoftmax softmax(Worker worker, double temperature, boolean entropy) {
    long from = vocabulary() * worker.index() / worker.count();
    long to = vocabulary() * (worker.index() + 1) / worker.count();
    return new TiledSoftmax(weight, temperature * divisor, from, to, tileElements, entropy);
  }

  /**
   * Equal shares of this worker's rows, as many for each worker; what workers keep of all workers'
   * shares is within bounds.
   */
  private List<Chunk> chunks(Worker worker, int rows) {
    long all = worker.allGather(rows).stream().mapToLong(Integer::longValue).sum();
    long atOnce = Math.max(1, worker.count() * keptElements / vocabulary());
    return shares(rows, (int) ((all + atOnce - 1) / atOnce));
  }

  /** Equal shares of the rows, none with more than {@code most} rows, or of one row. */
  static List<Chunk> chunks(int rows, long most) {
    long atMost = Math.max(1, most);
    return shares(rows, (int) ((rows + atMost - 1) / atMost));
  }

  /** So many equal shares of the rows. */
  private static List<Chunk> shares(int rows, int count) {
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int start = (int) ((long) rows * i / count);
      int end = (int) ((long) rows * (i + 1) / count);
      chunks.add(new Chunk(start, end - start));
    }
    return chunks;
  }

  /**
   * h·Wᵀ/τ, divided, in at least 32 bits.
   *
   * @param hidden [rows, d]
   * @return [rows, V]
   */
  private Tensor logits(Tensor hidden, double temperature) {
    Tensor logits = hidden.linear(weight, null);
    Tensor wide = logits.dtype().bytes() < 4 ? logits.to(DType.FLOAT32) : logits;
    double all = temperature * divisor;
    return all == 1 ? wide : wide.mul_(1 / all);
  }
}
