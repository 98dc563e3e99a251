package io.didact.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AxisTest {
  /** −2.4…0.1 in about 5 parts: 0.5 each, rounded to 0.5; from −2.5 to 0.5. */
  @Test
  void roundTicks() {
    Axis axis = Axis.over(DoubleStream.of(-2.4, 0.1, Double.NaN), 5);
    assertThat(axis).isEqualTo(new Axis(-2.5, 0.5, 0.5));
    assertThat(axis.ticks()).hasSize(7);
    assertThat(axis.label(-2.5)).isEqualTo("−2.5");
    assertThat(axis.label(-0.0)).isEqualTo("0.0");
    assertThat(axis.at(-1)).isCloseTo(0.5, Offset.offset(1e-12));
  }

  @Test
  void equalValuesHaveRoom() {
    Axis axis = Axis.over(DoubleStream.of(3, 3), 5);
    assertThat(axis.low()).isLessThan(3);
    assertThat(axis.high()).isGreaterThan(3);
    assertThat(Axis.over(DoubleStream.empty(), 5)).isEqualTo(new Axis(0, 1, 0.2));
  }

  @Test
  void wholeNumbersHaveWholeTicks() {
    assertThat(Axis.tight(DoubleStream.of(1, 2, 4), 6).ticks()).containsExactly(1.0, 2.0, 3.0, 4.0);
    assertThat(Axis.tight(DoubleStream.of(1, 2.5), 3).step()).isEqualTo(0.5);
  }
}
