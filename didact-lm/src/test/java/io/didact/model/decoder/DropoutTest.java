package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static double[] drawn(Dropout dropout, int matrix, int columns, long... prefixes) {
    try (TensorScope scope = new TensorScope()) {
      dropout.begin(prefixes);
      return dropout
          .of(matrix, Tensor.full(DType.FLOAT32, 1, prefixes.length, columns))
          .reshape(-1)
          .toDoubles();
    }
  }

  /**
   * 100 rows of 1001: a share of 0.25 with a deviation of √(0.25 · 0.75 / 100,100) = 0.0014; what
   * is kept is divided by 0.75, so that the mean stays.
   */
  @Test
  void leavesOutItsShareAndKeepsTheMean() {
    long[] prefixes = new long[100];
    Arrays.setAll(prefixes, i -> i);
    double[] drawn = drawn(new Dropout(0.25, new Dropout.Draws(1)), 0, 1001, prefixes);
    double share = Arrays.stream(drawn).filter(each -> each == 0).count() / (double) drawn.length;
    assertThat(share).isCloseTo(0.25, within(0.006));
    assertThat(Arrays.stream(drawn).average().orElseThrow()).isCloseTo(1, within(0.008));
    assertThat(Arrays.stream(drawn).filter(each -> each != 0).distinct().toArray())
        .containsExactly((float) (1 / 0.75));
    // Neighbours, in a row and below one another, are independent: 0.0625 are both left out.
    long beside = 0;
    long below = 0;
    for (int i = 0; i < drawn.length - 1001; i++) {
      beside += drawn[i] == 0 && drawn[i + 1] == 0 ? 1 : 0;
      below += drawn[i] == 0 && drawn[i + 1001] == 0 ? 1 : 0;
    }
    assertThat(beside / (double) drawn.length).isCloseTo(0.0625, within(0.004));
    assertThat(below / (double) drawn.length).isCloseTo(0.0625, within(0.004));
  }

  @Test
  void followsFromItsCoordinatesAlone() {
    Dropout.Draws draws = new Dropout.Draws(7);
    draws.beginUpdate(3);
    Dropout dropout = new Dropout(0.5, draws);
    double[] row = drawn(dropout, 2, 64, 11);
    Dropout.Draws again = new Dropout.Draws(7);
    again.beginUpdate(3);
    assertThat(Arrays.copyOfRange(drawn(new Dropout(0.5, again), 2, 64, 5, 11), 64, 128))
        .as("another row before it changes nothing")
        .containsExactly(row);
    assertThat(drawn(dropout, 3, 64, 11)).as("another matrix").isNotEqualTo(row);
    assertThat(drawn(dropout, 2, 64, 12)).as("another sequence").isNotEqualTo(row);
    again.beginUpdate(4);
    assertThat(drawn(new Dropout(0.5, again), 2, 64, 11)).as("another update").isNotEqualTo(row);
    assertThat(drawn(new Dropout(0.5, new Dropout.Draws(8)), 2, 64, 11)).isNotEqualTo(row);
  }

  @Test
  void ofZeroLeavesNothingOut() {
    assertThat(drawn(new Dropout(0, new Dropout.Draws(1)), 0, 9, 1, 2)).containsOnly(1);
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> new Dropout(1, new Dropout.Draws(1)))
        .hasMessage("dropout must be in [0, 1), was 1.0");
  }
}
