package io.didact.model.decoder;

import io.didact.tensor.Lane;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lane has for the gradients of some weights, until all lanes meet and add it: each lane
 * what all of them have, for its share of a matrix, so that one gradient serves all. Lanes must
 * have something for the same weights in the same order.
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

  /** Adds what all lanes have, in the order of the lanes; all come here together. */
  void addTogether(Lane lane) {
    lane.share(
        this,
        all -> {
          try (TensorScope scope = new TensorScope()) {
            for (int i = 0; i < products.size(); i++) {
              addProducts(lane, all, i);
            }
            if (lane.index() == 0) {
              addSummands(all);
            }
          }
          return lane;
        });
  }

  private void addProducts(Lane lane, List<PendingGradients> all, int place) {
    GradientSums sums = products.get(place).sums;
    long outputs = sums.weight().size(0);
    long start = outputs * lane.index() / lane.count();
    long end = outputs * (lane.index() + 1) / lane.count();
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
