package io.didact.answers.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.didact.answers.compare.Equivalence;
import io.didact.answers.compare.Sameness;
import io.didact.answers.read.Readings;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile answers end within the budget of counted steps, and are never the same by mistake. */
class BudgetTest {
  /** 2²⁵⁵ − 19. */
  private static final String PRIME =
      "57896044618658097711785492504343953926634992332820282019728792003956564819949";

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
        "\\binom{10^{50}/7}{3000}",
        "\\sqrt{" + PRIME + "}" + ("+\\sqrt{" + PRIME + "}").repeat(30),
        PRIME + "^{65535/2}",
        "-(".repeat(50) + "\\frac{2^{19000}}{3^{12000}}" + ")".repeat(50),
        "½⅓".repeat(1_400),
        "(0.5 ".repeat(580),
        "\\{\\begin{cases}".repeat(180),
        "is an all ".repeat(290) + "integer k",
        "1e5000*".repeat(300) + "1",
        "1e-400+".repeat(300) + "1",
        "0." + "7".repeat(2_900),
        "123,".repeat(740) + "123",
        "123\\,".repeat(500) + "123",
        "0.1(6)".repeat(480),
        "e^{9999}+e^{899991}+e^{989901}+e^{999900}",
        "2^{e^{-900000}}",
        "\\gcd(2^{19000}-1,3^{12000}-1)",
        "\\lfloor 10^{19990}\\pi \\rfloor",
        "5 " + "square feet per ".repeat(180) + "hour",
        "\\mathbb{R}\\setminus\\{" + "1,".repeat(600) + "2\\}",
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

  private static Node read(String text) {
    return new Readings().usual(text).node();
  }

  /** A polynomial of 45 terms squared needs 45² products of terms, each of several steps. */
  @Test
  void workIsCounted() {
    Budget budget = new Budget(1_000_000);
    Form form = new Algebra(budget, LogReading.NATURAL).of(read("(a+b+c)^8"));
    assertThat(form.numerator().terms()).hasSize(45);
    long before = budget.left();
    form.times(form, budget);
    assertThat(before - budget.left()).isBetween(45L * 45, 45L * 45 * 30);
  }

  /**
   * Of fractions the shorter one decides: Euclid's algorithm on 8,000 bits takes 8,000² / 8,000
   * steps, twice; next to a short one it takes next to nothing.
   */
  @Test
  void longIntegersWeighMore() {
    Rational third = Rational.ONE.over(Rational.of(3));
    Rational large = Rational.of(2).power(7_999).over(Rational.of(3));
    assertThat(large.bits()).isEqualTo(8_000);
    assertThat(steps(large, large)).isBetween(2 * 8_000L, 2 * 8_000L + 600);
    assertThat(steps(large, third)).isLessThan(200);
    assertThat(steps(Rational.ONE, third)).isLessThan(10);
  }

  private static long steps(Rational a, Rational b) {
    Budget budget = new Budget(1_000_000);
    budget.spendOperation(a, b);
    return 1_000_000 - budget.left();
  }

  /** Whether an integer of 255 bits is prime takes 255² / 12 = 5,418 steps. */
  @Test
  void testsOfPrimesAreCounted() {
    Budget budget = new Budget(1_000_000);
    new Algebra(budget, LogReading.NATURAL).of(read("\\sqrt{" + PRIME + "}"));
    assertThat(1_000_000 - budget.left()).isBetween(5_418L, 5_418L + 600);
  }

  /** A sum and a product of fractions in lowest terms: 1/6 + 1/10 = 4/15, 4/15 · 5/2 = 2/3. */
  @Test
  void fractionsStayInLowestTerms() {
    Rational sum = Rational.of(6).inverse().plus(Rational.of(10).inverse());
    assertThat(sum).isEqualTo(new Rational(BigInteger.valueOf(4), BigInteger.valueOf(15)));
    assertThat(sum.times(Rational.of(5).over(Rational.of(2))))
        .isEqualTo(new Rational(BigInteger.TWO, BigInteger.valueOf(3)));
    assertThat(sum.minus(sum)).isEqualTo(Rational.ZERO);
    assertThat(sum.negate().over(sum)).isEqualTo(Rational.of(-1));
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
