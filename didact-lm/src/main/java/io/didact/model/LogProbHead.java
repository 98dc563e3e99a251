package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output head: log-probabilities of given tokens, and their gradient, in chunks of rows, so
 * that a [tokens, vocabulary] matrix never exists.
 *
 * <p>The gradient is written out: for log p_k = z_t − log Σ exp z with z = h·Wᵀ/τ, d(log p_k)/dz =
 * onehot(t) − softmax(z). A loss that is a sum over tokens of functions of their log-probs needs
 * only its derivative with respect to them, which plain code can compute; no graph is recorded
 * here, and a chunk's logits serve both its log-probs and their gradient.
 */
public final class LogProbHead {
  /** Logits that may exist at once: 128 MiB as floats. Products want a few hundred rows. */
  private static final long CHUNK_ELEMENTS = 1 << 25;

  /** Elements of the weight's gradient that are made at once in 16 bits. */
  private static final long TILE_ELEMENTS = 1 << 24;

  private final Tensor weight;
  private final @Nullable Tensor weightGradient;
  private final long chunkElements;

  /**
   * @param weight [V, d]
   * @param weightGradient [V, d] of at least 32 bits to add gradients into; null for inference
   */
  LogProbHead(Tensor weight, @Nullable Tensor weightGradient) {
    this(weight, weightGradient, CHUNK_ELEMENTS);
  }

  LogProbHead(Tensor weight, @Nullable Tensor weightGradient, long chunkElements) {
    this.weight = weight;
    this.weightGradient = weightGradient;
    this.chunkElements = chunkElements;
  }

  /** Rows of V. */
  public long vocabulary() {
    return weight.size(0);
  }

  /**
   * h·Wᵀ/τ in at least 32 bits.
   *
   * @param hidden [rows, d]
   * @return [rows, V]
   */
  public Tensor logits(Tensor hidden, double temperature) {
    Tensor logits = hidden.linear(weight, null);
    Tensor wide = logits.dtype().bytes() < 4 ? logits.to(DType.FLOAT32) : logits;
    return temperature == 1 ? wide : wide.mul_(1 / temperature);
  }

  /**
   * Log-probability of each row's target.
   *
   * @param hidden [rows, d]
   * @param targets [rows] INT64
   * @param temperature τ > 0 that divides the logits
   */
  public double[] logProbs(Tensor hidden, Tensor targets, double temperature) {
    double[] values = new double[Math.toIntExact(targets.size(0))];
    try (Gradients.Mode off = Gradients.off()) {
      for (Chunk chunk : chunks(values.length)) {
        try (TensorScope scope = new TensorScope()) {
          Predicted predicted =
              Predicted.of(logits(chunk.of(hidden), temperature), chunk.of(targets));
          System.arraycopy(predicted.logProbs.toDoubles(), 0, values, chunk.start, chunk.rows);
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
  }

  /**
   * The derivative of a loss by the hidden states; the weight's is added to its gradient buffer.
   *
   * <p>With e = exp(z − max z), s = Σ e and c = dL/d(log p)/τ: dL/dh = c·(W_t − e·W/s), dL/dW =
   * onehotᵀ·(c·h) − eᵀ·(c·h/s). Neither needs another matrix of the logits' size.
   *
   * @param hidden [rows, d], recorded by no graph
   * @param loss is asked for each row once, in ascending order
   * @return dL/dh [rows, d]
   */
  public Tensor backward(Tensor hidden, Tensor targets, double temperature, Derivative loss) {
    if (weightGradient == null) {
      throw new IllegalStateException("this head has no gradient buffer");
    }
    try (Gradients.Mode off = Gradients.off()) {
      Tensor result = Tensor.empty(hidden.dtype(), hidden.shape());
      for (Chunk chunk : chunks(Math.toIntExact(targets.size(0)))) {
        try (TensorScope scope = new TensorScope()) {
          Tensor rows = chunk.of(hidden);
          Tensor target = chunk.of(targets);
          Predicted predicted = Predicted.of(logits(rows, temperature), target);
          double[] derivative = loss.at(chunk.start, predicted.logProbs.toDoubles());
          if (derivative.length != chunk.rows) {
            throw new IllegalArgumentException(
                derivative.length + " derivatives for " + chunk.rows + " rows");
          }
          Tensor scale =
              Tensor.ofDoubles(derivative, chunk.rows, 1)
                  .mul(1 / temperature)
                  .to(predicted.sums.dtype());
          Tensor share = scale.div(predicted.sums);
          Tensor mass = predicted.masses.to(hidden.dtype());
          chunk
              .of(result)
              .copy_(weight.indexSelect(0, target).mul(scale).sub_(mass.matmul(weight).mul(share)));
          weightGradient.indexAdd_(0, target, rows.mul(scale).to(weightGradient.dtype()));
          subtractFromWeight(weightGradient, mass, rows.mul(share).to(hidden.dtype()));
        }
      }
      return result;
    }
  }

  /** gradient −= massᵀ · rows; in 16 bits the product is rounded once, the sum is not. */
  private static void subtractFromWeight(Tensor gradient, Tensor mass, Tensor rows) {
    if (mass.dtype() == gradient.dtype()) {
      gradient.subTransposedProduct_(mass, rows);
      return;
    }
    long tile = Math.max(1, TILE_ELEMENTS / gradient.size(1));
    for (long start = 0; start < gradient.size(0); start += tile) {
      long length = Math.min(tile, gradient.size(0) - start);
      try (TensorScope scope = new TensorScope()) {
        gradient
            .narrow(0, start, length)
            .sub_(mass.narrow(1, start, length).transpose(0, 1).matmul(rows));
      }
    }
  }

  /**
   * What the logits of some rows come to.
   *
   * @param masses e = exp(z − max z) [rows, V], in the memory of the logits
   * @param sums Σ e [rows, 1]
   * @param logProbs of the targets [rows]
   */
  private record Predicted(Tensor masses, Tensor sums, Tensor logProbs) {
    static Predicted of(Tensor logits, Tensor targets) {
      Tensor largest = logits.max(1);
      Tensor target = logits.gather(1, targets.unsqueeze(1)).sub_(largest);
      Tensor masses = logits.sub_(largest).exp_();
      Tensor sums = masses.sum(1).unsqueeze(1);
      return new Predicted(masses, sums, target.sub_(sums.log()).view(-1));
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
    double[] values = new double[Math.toIntExact(hidden.size(0))];
    try (Gradients.Mode off = Gradients.off()) {
      for (Chunk chunk : chunks(values.length)) {
        try (TensorScope scope = new TensorScope()) {
          Tensor p = logits(chunk.of(hidden), temperature).logSoftmax(1);
          Tensor q = other.logits(chunk.of(otherHidden), temperature).logSoftmax(1);
          double[] kl = p.exp().mul(p.sub(q)).sum(1).toDoubles();
          System.arraycopy(kl, 0, values, chunk.start, chunk.rows);
        }
      }
    }
    return values;
  }

  /** Rows that are worked on at once. */
  record Chunk(int start, int rows) {
    Tensor of(Tensor tensor) {
      return tensor.narrow(0, start, rows);
    }
  }

  /** Equal shares of the rows, each no larger than the bound on logits allows, or of one row. */
  List<Chunk> chunks(int rows) {
    int most = (int) Math.max(1, Math.min(rows, chunkElements / vocabulary()));
    int count = (rows + most - 1) / most;
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int start = (int) ((long) rows * i / count);
      int end = (int) ((long) rows * (i + 1) / count);
      chunks.add(new Chunk(start, end - start));
    }
    return chunks;
  }
}
