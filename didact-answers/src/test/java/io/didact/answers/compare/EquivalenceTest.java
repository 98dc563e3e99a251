package io.didact.answers.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Node;
import io.didact.answers.read.Readings;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EquivalenceTest {
  static Stream<Arguments> same() {
    return Pairs.of("same.txt");
  }

  static Stream<Arguments> different() {
    return Pairs.of("different.txt");
  }

  @ParameterizedTest
  @MethodSource
  void same(String a, String b) {
    assertBoth(a, b, Sameness.SAME);
  }

  @ParameterizedTest
  @MethodSource
  void different(String a, String b) {
    assertBoth(a, b, Sameness.DIFFERENT);
  }

  static Stream<Arguments> leftOpen() {
    return Pairs.of("undecided.txt");
  }

  /** What is not understood is never taken for the same, nor for another. */
  @ParameterizedTest
  @MethodSource
  void leftOpen(String a, String b) {
    assertBoth(a, b, Sameness.UNDECIDED);
  }

  private static void assertBoth(String a, String b, Sameness expected) {
    Comparison there = Equivalence.compare(a, b);
    Comparison back = Equivalence.compare(b, a);
    assertThat(there.sameness()).as("%s ¦ %s: %s", a, b, there.reason()).isEqualTo(expected);
    assertThat(back.sameness()).as("%s ¦ %s: %s", b, a, back.reason()).isEqualTo(expected);
  }

  /** What the answers leave open stays open. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "(-2, 1) ¦ -2, 1", // a point or an interval, and two numbers without brackets
        "12:16 ¦ 15:20", // two times, or twice the ratio 3 : 4
        "\\int_0^1 x dx ¦ 1/2", // not evaluated
        "(5^{5^{5^5}}) ¦ 5^{5^{5^5}}+1", // too large
        "2000000! ¦ 2000001!/2000001",
        "11 7/6 ¦ 73/6", // no mixed number, and no product
        "4 4/0 ¦ 4",
        "1/2 3 ¦ 3/2",
        "\\ln(1+10^{-200}) ¦ 0", // beyond the digits that are reckoned
        "1+\\ln(1+10^{-200}) ¦ 1",
        "\\frac{1}{\\sin\\pi} ¦ 0",
        "\\frac{1}{ ¦ 1" // cut off
      })
  void undecided(String a, String b) {
    assertBoth(a, b, Sameness.UNDECIDED);
  }

  /** Unreadable texts are the same when they are written the same way. */
  @Test
  void sameText() {
    assertThat(Equivalence.compare("\\int_0^1  f", "\\int_0^1 f").sameness())
        .isEqualTo(Sameness.SAME);
  }

  /** A line may end before an answer and in it, but between two numbers it says nothing. */
  @Test
  void severalLines() {
    assertBoth("x =\n1 1/2", "3/2", Sameness.SAME);
    assertBoth("2\n1/2", "5/2", Sameness.UNDECIDED);
  }

  /** All of these are one list, so that each is the same as each: 5² pairs. */
  @Test
  void allWaysToWriteTwoRoots() {
    List<String> ways =
        List.of(
            "x = 2 \\pm \\sqrt{3}",
            "2-\\sqrt3, 2+\\sqrt3",
            "\\{2+\\sqrt{3}, 2-\\sqrt{3}\\}",
            "x_1 = 2+\\sqrt{3},\\ x_2 = 2-\\sqrt{3}",
            "x = 2 + \\sqrt 3 \\text{ or } x = \\frac{1}{2+\\sqrt{3}}");
    for (String a : ways) {
      for (String b : ways) {
        assertBoth(a, b, Sameness.SAME);
      }
    }
  }

  /**
   * Random expressions against themselves rewritten: a(b + c) = ab + ac, x − y = −(y − x), x / y =
   * x y⁻¹. And against themselves plus 1, which is never the same.
   */
  @Test
  void rewritingChangesNothing() {
    Random random = new Random(20260101);
    for (int i = 0; i < 400; i++) {
      RandomExpression expression = new RandomExpression(random, 3);
      assertBoth(expression.plain(), expression.rewritten(), Sameness.SAME);
      assertBoth(expression.plain(), expression.rewritten() + "+1", Sameness.DIFFERENT);
    }
  }

  /** Random pairs, most of them different: which comes first does not matter. */
  @Test
  void symmetric() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      String a = RandomExpression.answer(random);
      String b = RandomExpression.answer(random);
      assertThat(Equivalence.compare(a, b).sameness())
          .as("%s ¦ %s", a, b)
          .isEqualTo(Equivalence.compare(b, a).sameness());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "x+1", "(1,2]", "\\text{5 cm}", "5 apples", "3:30", "\\{1,2\\}"})
  void mathematics(String text) {
    assertThat(new Readings().isMathematics(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "the sum is 12", "Evelyn", "x is 5", "\\frac{1}{", "1 2 3"})
  void noMathematics(String text) {
    assertThat(new Readings().isMathematics(text)).isFalse();
  }

  @Test
  void ordinaryAnswersTakeLittle() {
    Node a = new Readings().usual("\\frac{3\\sqrt{3}}{4}").node();
    Node b = new Readings().usual("\\frac{9}{4\\sqrt{3}}").node();
    assertThat(new NodeEquality(new Budget(500)).compare(a, b).sameness()).isEqualTo(Sameness.SAME);
  }
}
