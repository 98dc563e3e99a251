package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output head: log-probabilities of given tokens, and their gradient, in chunks of rows, so
 * that a [tokens, vocabulary] matrix never exists.
 *
 * <p>The gradient is written out: for log p_k = z_t − log Σ exp z with z = h·Wᵀ/τ, d(log p_k)/dz =
 * onehot(t) − softmax(z). A loss that is a function of the log-probs alone needs only its
 * derivative with respect to them, which plain code can compute; no graph is recorded here.
 */
public final class LogProbHead {
  /** Logits that may exist at once: 16 MiB as floats. */
  private static final long CHUNK_ELEMENTS = 1 << 22;

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
          Tensor logits = logits(chunk.of(hidden), temperature);
          Tensor target = chunk.of(targets).unsqueeze(1);
          Tensor logProbs = logits.gather(1, target).view(-1).sub(logits.logSumExp(1));
          System.arraycopy(logProbs.toDoubles(), 0, values, chunk.start, chunk.rows);
        }
      }
    }
    return values;
  }

  /**
   * Given the derivative of a loss by each row's log-prob, the derivative by the hidden states; the
   * weight's is added to its gradient buffer.
   *
   * @param derivative [rows] dL/d(log p_k)
   * @return dL/dh [rows, d]
   */
  public Tensor backward(Tensor hidden, Tensor targets, double temperature, double[] derivative) {
    if (weightGradient == null) {
      throw new IllegalStateException("this head has no gradient buffer");
    }
    if (derivative.length != targets.size(0)) {
      throw new IllegalArgumentException(
          derivative.length + " derivatives for " + targets.size(0) + " targets");
    }
    try (Gradients.Mode off = Gradients.off()) {
      Tensor result = Tensor.empty(hidden.dtype(), hidden.shape());
      for (Chunk chunk : chunks(derivative.length)) {
        try (TensorScope scope = new TensorScope()) {
          Tensor rows = chunk.of(hidden);
          Tensor logits = logits(rows, temperature);
          double[] scaled =
              Arrays.stream(derivative, chunk.start, chunk.start + chunk.rows)
                  .map(d -> d / temperature)
                  .toArray();
          Tensor scale = Tensor.ofDoubles(scaled, chunk.rows, 1).to(logits.dtype());
          Tensor dLogits = logits.softmax(1).mul_(scale.mul(-1));
          dLogits.scatterAdd_(1, chunk.of(targets).unsqueeze(1), scale);
          Tensor narrow = dLogits.to(hidden.dtype());
          chunk.of(result).copy_(narrow.matmul(weight));
          weightGradient.addTransposedProduct_(
              dLogits.to(weightGradient.dtype()), rows.to(weightGradient.dtype()));
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

  /** As many rows at once as the bound on logits allows, and one at least. */
  List<Chunk> chunks(int rows) {
    int most = (int) Math.max(1, Math.min(rows, chunkElements / vocabulary()));
    List<Chunk> chunks = new ArrayList<>();
    for (int start = 0; start < rows; start += most) {
      chunks.add(new Chunk(start, Math.min(most, rows - start)));
    }
    return chunks;
  }
}
