package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Seeds;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SumTest {
  /** Tens first, then ones; nothing in between where there are no tens, or no ones. */
  @ParameterizedTest
  @CsvSource({
    "47, PLUS, 38, 47+38=77+8=85",
    "7, PLUS, 38, 7+38=37+8=45",
    "891, PLUS, 99, 891+99=981+9=990",
    "298, PLUS, 8, 298+8=306",
    "47, PLUS, 30, 47+30=77",
    "85, MINUS, 38, 85-38=55-8=47",
    "102, MINUS, 99, 102-99=12-9=3",
    "38, MINUS, 38, 38-38=8-8=0",
    "47, TIMES, 6, 47*6=240+42=282",
    "6, TIMES, 47, 6*47=240+42=282",
    "9, TIMES, 8, 9*8=72",
    "40, TIMES, 6, 40*6=240",
    "0, TIMES, 16, 0*16=0+0=0"
  })
  void isWorkedOut(int left, Operator operator, int right, String text) {
    assertThat(new Sum(left, operator, right).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"3, MINUS, 4", "12, TIMES, 12", "100, TIMES, 3", "5, PLUS, 100", "-1, PLUS, 2"})
  void refusesWhatHasNoSteps(int left, Operator operator, int right) {
    assertThatThrownBy(() -> new Sum(left, operator, right))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("" + left + operator.symbol() + right);
  }

  @Test
  void randomOnesAreTrueAndOfAllKinds() {
    SplittableRandom random = Seeds.random(2);
    Map<Operator, Integer> counts = new HashMap<>();
    for (int i = 0; i < 6000; i++) {
      Sum sum = Sum.random(random);
      assertThat(WholeReader.value(sum.text())).as(sum.text()).isEqualTo(sum.result());
      counts.merge(sum.operator(), 1, Integer::sum);
    }
    assertThat(counts).hasSize(3).allSatisfy((operator, n) -> assertThat(n).isGreaterThan(1800));
  }
}
