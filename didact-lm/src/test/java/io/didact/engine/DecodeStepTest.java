package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.RandomNumbers;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecodeStepTest {
  /**
   * Two items of 3 queries, 2 heads and 5 columns, the last two columns of the second hidden: the
   * CPU's kernel against the products that a GPU takes in every type.
   */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void productsGiveWhatTheKernelGives(DType dtype) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off();
        RandomNumbers random = new RandomNumbers(3)) {
      Tensor queries = random.normal(1, 2 * 2 * 3 * 8).view(2, 2, 3, 8).to(dtype);
      Tensor keys = random.normal(1, 2 * 2 * 5 * 8).view(2, 2, 5, 8).to(dtype);
      Tensor values = random.normal(1, 2 * 2 * 5 * 8).view(2, 2, 5, 8).to(dtype);
      Tensor mask =
          Tensor.ofDoubles(new double[] {0, 0, 0, 0, 0, 0, 0, 0, -1e30, -1e30}, 2, 1, 1, 5)
              .to(dtype);
      Tensor.Attended kernel = Tensor.attentionOverPart(queries, keys, values, mask);
      Tensor.Attended products = DecodeStep.byProducts(queries, keys, values, mask);
      assertThat(products.values().dtype()).isEqualTo(dtype);
      assertThat(products.values().toDoubles())
          .containsExactly(kernel.values().toDoubles(), within(1e-6));
      assertThat(products.logSumExp().toDoubles())
          .containsExactly(kernel.logSumExp().toDoubles(), within(1e-6));
    }
  }
}
