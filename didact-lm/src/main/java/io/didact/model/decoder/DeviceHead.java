package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@link LogProbHead} for a device whose values are not to be read on the way: log-probs and
 * derivatives are tensors, and stay where the weights lie. For one worker, which is all that a GPU
 * has.
 */
public final class DeviceHead {
  private final @Nullable Tensor weightGradient;
  private final long rowsAtOnce;
  private final BiFunction<Double, Boolean, TiledSoftmax> softmax;

  /**
   * @param rowsAtOnce rows whose logits may be kept between log-probs and gradient
   * @param softmax over the whole vocabulary, by temperature and whether entropies are asked for
   */
  DeviceHead(
      @Nullable Tensor weightGradient,
      long rowsAtOnce,
      BiFunction<Double, Boolean, TiledSoftmax> softmax) {
    this.weightGradient = weightGradient;
    this.rowsAtOnce = rowsAtOnce;
    this.softmax = softmax;
  }

  /** A loss's derivative by the log-probs of some rows. */
  @FunctionalInterface
  public interface Derivative {
    /**
     * @param first row
     * @param logProbs [n] FLOAT64 of the rows from the first on
     * @return [n] FLOAT64 dL/d(log p_k)
     */
    Tensor at(int first, Tensor logProbs);
  }

  /**
   * What was seen on the way back.
   *
   * @param byHidden dL/dh [rows, d]
   * @param logProbs [rows] FLOAT64
   * @param entropies [rows] FLOAT64 in nats; null where they were not asked for
   */
  public record Backward(Tensor byHidden, Tensor logProbs, @Nullable Tensor entropies) {}

  /**
   * Log-probability of each row's target: what {@link #backward} of equal weights gives, to the
   * last bit.
   *
   * @return [rows] FLOAT64
   */
  public Tensor logProbs(Tensor hidden, Tensor targets, double temperature) {
    TiledSoftmax tiled = softmax.apply(temperature, false);
    try (TensorScope all = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      List<Tensor> some = new ArrayList<>();
      for (LogProbHead.Chunk chunk : chunks(targets)) {
        try (TensorScope scope = new TensorScope()) {
          some.add(
              scope.keep(
                  DeviceSoftmax.of(tiled, chunk.of(hidden), chunk.of(targets), false).logProbs()));
        }
      }
      return all.keep(joined(some));
    }
  }

  /** See {@link LogProbHead#backward}; the loss is asked for each row once, in ascending order. */
  public Backward backward(
      Tensor hidden, Tensor targets, double temperature, boolean entropy, Derivative loss) {
    TiledSoftmax tiled = softmax.apply(temperature, entropy);
    Tensor byHidden = Tensor.empty(hidden.dtype(), hidden.shape());
    List<Tensor> logProbs = new ArrayList<>();
    List<Tensor> entropies = new ArrayList<>();
    try (Gradients.Mode off = Gradients.off()) {
      for (LogProbHead.Chunk chunk : chunks(targets)) {
        try (TensorScope scope = new TensorScope()) {
          DeviceSoftmax some = DeviceSoftmax.of(tiled, chunk.of(hidden), chunk.of(targets), true);
          Tensor own = scope.keep(some.logProbs());
          logProbs.add(own);
          if (entropy) {
            entropies.add(scope.keep(some.entropies()));
          }
          Tensor derivative = loss.at(chunk.start(), own);
          chunk.of(byHidden).copy_(some.addGradient(derivative, weightGradient));
        }
      }
      return new Backward(byHidden, joined(logProbs), entropy ? joined(entropies) : null);
    }
  }

  private List<LogProbHead.Chunk> chunks(Tensor targets) {
    return LogProbHead.chunks(Math.toIntExact(targets.size(0)), rowsAtOnce);
  }

  private static Tensor joined(List<Tensor> chunks) {
    return chunks.isEmpty() ? Tensor.empty(DType.FLOAT64, 0) : Tensor.cat(chunks, 0);
  }
}
