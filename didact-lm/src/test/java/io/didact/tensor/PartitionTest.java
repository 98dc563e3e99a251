package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionTest {
  /**
   * A run of 7 and one of 2 among three ranks: 0–1, 2–3 and 4–6 of the one, none, 7 and 8 of the
   * other.
   */
  @Test
  void eachRankHasAPartOfEveryRun() {
    List<List<Double>> own =
        ThreadRank.each(
            3,
            group -> {
              Partition partition = new Partition(group, List.of(7L, 9L));
              try (TensorScope scope = new TensorScope()) {
                Tensor all = Tensor.arange(9).to(DType.FLOAT64);
                Tensor first = partition.part(partition.run(all, 0));
                Tensor second = partition.part(partition.run(all, 1));
                Tensor both = Tensor.cat(List.of(first, second), 0);
                assertThat(both.elements()).isEqualTo(partition.ownBefore(2));
                assertThat(partition.own(both, 0).toDoubles()).isEqualTo(first.toDoubles());
                assertThat(partition.own(both, 1).toDoubles()).isEqualTo(second.toDoubles());
                assertThat(partition.startOfOwn(0)).isEqualTo((long) first.toDoubles()[0]);
                return Arrays.stream(both.toDoubles()).boxed().toList();
              }
            });
    assertThat(own)
        .containsExactly(List.of(0.0, 1.0), List.of(2.0, 3.0, 7.0), List.of(4.0, 5.0, 6.0, 8.0));
  }
}
