package io.didact.eval.answer.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile answers end within the budget of counted steps, and are never the same by mistake. */
class BudgetTest {
  static List<String> hostile() {
    return List.of(
        "9^{9^{9^{9^{9}}}}",
        "((((9^9)^9)^9)^9)^9",
        "((9^{999})^{999})^{999}",
        "99999999!",
        "((7!)!)!",
        "5" + "!".repeat(2_000),
        "2000!+".repeat(300) + "1",
        "\\binom{1000000000}{500000000}",
        "\\binom{1/3}{3000}",
        "\\lfloor e^{100000} \\rfloor",
        "\\sinh(\\sinh(\\sinh(9)))",
        "(a+b+c+d+e+f+g+h)^{300}",
        "(x+1)^{300}(x+2)^{300}(y+1)^{300}",
        "(\\sqrt2+\\sqrt3+\\sqrt5+\\sqrt7+\\sqrt{11}+\\sqrt{13})^{200}",
        "\\pm1".repeat(500),
        "\\{" + "\\sin(1)+2,".repeat(250) + "1\\}",
        "\\sin(".repeat(50) + "x" + ")".repeat(50),
        "e^{".repeat(50) + "1" + "}".repeat(50),
        "\\sqrt{2+".repeat(55) + "2" + "}".repeat(55),
        "\\frac{1}{1+".repeat(250) + "x" + "}".repeat(250),
        "\\sqrt[" + "9".repeat(2_000) + "]{2}",
        "1.0000001^{999999999}",
        "(".repeat(1_400) + "1" + ")".repeat(1_400),
        "{".repeat(100_000),
        "1/".repeat(1_400) + "1",
        "a=".repeat(1_400) + "2",
        "x<".repeat(1_400) + "x",
        "(0,1)\\cup".repeat(300) + "(0,1)",
        "\\mathbb{R}" + "\\setminus\\{\\sin 1\\}".repeat(90),
        "^".repeat(3_000),
        "{}".repeat(1_500),
        "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}".repeat(70),
        "\\text{".repeat(400) + "a" + "}".repeat(400),
        "7".repeat(3_000) + "^" + "7",
        "9".repeat(100_000));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void endsWithinTheBudget(String answer) {
    for (String other : List.of("1", "\\sqrt{2}+x", answer + "+1")) {
      assertThat(Equivalence.compare(answer, other).sameness())
          .isEqualTo(Equivalence.compare(other, answer).sameness())
          .isNotEqualTo(Sameness.SAME);
    }
    assertThat(Equivalence.compare(answer, answer).sameness()).isEqualTo(Sameness.SAME);
  }

  /** A polynomial of 45 terms squared needs 45² products of terms, each of several steps. */
  @Test
  void workIsCounted() {
    Budget budget = new Budget(1_000_000);
    Form form =
        new Algebra(budget, LogReading.NATURAL).of(Parser.parse("(a+b+c)^8", CommaReading.USUAL));
    assertThat(form.numerator().terms()).hasSize(45);
    long before = budget.left();
    form.times(form, budget);
    assertThat(before - budget.left()).isBetween(45L * 45, 45L * 45 * 30);
  }

  @Test
  void ordinaryAnswersTakeLittle() {
    Budget budget = new Budget();
    Node a = Normal.of(Parser.parse("\\frac{3\\sqrt{3}}{4}", CommaReading.USUAL));
    Node b = Normal.of(Parser.parse("\\frac{9}{4\\sqrt{3}}", CommaReading.USUAL));
    assertThat(new NodeEquality(budget).compare(a, b).sameness()).isEqualTo(Sameness.SAME);
    assertThat(Budget.STEPS - budget.left()).isLessThan(500);
  }

  @Test
  void nothingIsLeftAtTheEnd() {
    Budget budget = new Budget(10);
    budget.spend(10);
    assertThatExceptionOfType(OverBudgetException.class).isThrownBy(() -> budget.spend(1));
    assertThatExceptionOfType(OverBudgetException.class)
        .isThrownBy(() -> new Budget().spendBits(Budget.BITS + 1))
        .withMessageContaining("40000 bits");
  }
}
