package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OperatorTest {
  @Test
  void keepsLastDigits() {
    assertThat(Operator.PLUS.apply(9, 4)).as("13").isEqualTo(3);
    assertThat(Operator.MINUS.apply(3, 7)).as("-4 is 6 modulo 10").isEqualTo(6);
    assertThat(Operator.TIMES.apply(7, 8)).as("56").isEqualTo(6);
  }

  @Test
  void operationsAreWrittenAsInQuestions() {
    assertThat(new Operation(Operator.TIMES, 7)).hasToString("*7");
    assertThatThrownBy(() -> new Operation(Operator.PLUS, 10)).hasMessage("10 is not a digit");
    assertThatThrownBy(() -> Operator.of('/')).hasMessage("'/' is not an operator");
  }
}
