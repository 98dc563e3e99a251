package io.didact.model.decoder;

import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker has for the gradients of some weights, until all workers meet and add it: each
 * worker what all of them have, for its share of a matrix, so that one gradient serves all. Workers
 * must have something for the same weights in the same order.
 *
 * <p>Its tensors must live until {@link #addTogether}.
 */
final class PendingGradients {
  private final List<Product> products = new ArrayList<>();
  private final List<Summand> summands = new ArrayList<>();

  /**
   * @param x what was multiplied [rows, in]; may have no rows
   * @param gradient by the result [rows, out]
   */
  private record Product(GradientSums sums, Tensor x, Tensor gradient) {}

  private record Summand(Tensor sum, Tensor own) {}

  /** gradientᵀ·x for the weight, and the gradient's sum for the bias. */
  void product(GradientSums sums, Tensor x, Tensor gradient) {
    products.add(new Product(sums, x, gradient));
  }

  /** {@code own}, for a vector whose gradient is summed in {@code sum}. */
  void summand(Tensor sum, Tensor own) {
    summands.add(new Summand(sum, own));
  }

  /** Adds what all workers have, in the order of the workers; all come here together. */
  void addTogether(Worker worker) {
    if (products.isEmpty() && summands.isEmpty()) {
      return; // nor have the others anything: no weight of these changes
    }
    worker.allGather(
        this,
        all -> {
          try (TensorScope scope = new TensorScope()) {
            for (int i = 0; i < products.size(); i++) {
              addProducts(worker, all, i);
            }
            if (worker.index() == 0) {
              addSummands(all);
            }
          }
          return worker;
        });
  }

  private void addProducts(Worker worker, List<PendingGradients> all, int place) {
    GradientSums sums = products.get(place).sums;
    long outputs = sums.weight().size(0);
    long start = outputs * worker.index() / worker.count();
    long end = outputs * (worker.index() + 1) / worker.count();
    for (PendingGradients each : all) {
      Product product = each.products.get(place);
      sums.add(product.x, product.gradient, start, end - start);
    }
  }

  private void addSummands(List<PendingGradients> all) {
    for (int i = 0; i < summands.size(); i++) {
      for (PendingGradients each : all) {
        summands.get(i).sum.add_(each.summands.get(i).own);
      }
    }
  }
}
