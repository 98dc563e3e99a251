package io.didact.answers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number at the end of prose, with all that belongs to it: the right value beside the text. */
class SignedNumbersTest {
  private static final AnswerGrader MATH = AnswerGrader.of(AnswerKind.MATH);

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "The result is -12. ¦ -12",
        "It is -12. ¦ -12",
        "The balance is -$12. ¦ -12",
        "The balance is $-12. ¦ -12",
        "So the change is -€12. ¦ -12",
        "He has –$1,200.50. ¦ -1200.5",
        "It equals -0.5 ¦ -0.5",
        "The value is -.5. ¦ -0.5",
        "The value is −12. ¦ -12",
        "The value is – 12. ¦ -12",
        "The value is ﹣12. ¦ -12",
        "The value is - 12. ¦ -12",
        "which gives f(2) = - 12. ¦ -12",
        "which gives f(2)=-12. ¦ -12",
        "So it is $-12$. ¦ -12",
        "It is **-12**. ¦ -12",
        "It is (-12). ¦ -12",
        "It dropped to minus 12 degrees. ¦ -12",
        "So x is negative 12. ¦ -12",
        "We obtain −7/3 as the slope. ¦ -7/3",
        "The slope is -7/3, as shown. ¦ -7/3",
        "It is -\\frac{1}{2}. ¦ -1/2",
        "The temperature fell to -5°C. ¦ -5",
        "We go from 5 to -5. ¦ -5",
        "The total is -1,234. ¦ -1234",
        "The change is -50%. ¦ -50%",
        "They lost -2.5 million. ¦ -2500000",
        "answer: -3/4 ¦ -3/4",
        "The answer is that he owes -$12. ¦ -12"
      })
  void negative(String response, String value) {
    assertRead(response, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "There are 10-12 of them. ¦ 12",
        "See pages 3-5 ¦ 5",
        "It was from 1990–1995. ¦ 1995",
        "Covid-19 ¦ 19",
        "Dial 555-1234 ¦ 1234",
        "The result — 12. ¦ 12",
        "The sum is 12-7 = 5. ¦ 5",
        "The difference, 12 - 7, equals 5. ¦ 5",
        "The result is +12. ¦ 12",
        "The loss of 12 ¦ 12"
      })
  void notNegative(String response, String value) {
    assertRead(response, value);
  }

  /** The dash of a list on lines of its own is no sign. */
  @Test
  void bullets() {
    assertRead("The list:\n- 12 pears\n- 15 apples", "15");
    assertRead("It has these parts:\n– 15 apples", "15");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "We get 1e-5. ¦ 0.00001",
        "We get -1.5e-5 ¦ -0.000015",
        "The result is 3 * 10^5. ¦ 300000",
        "The result is 3×10⁵. ¦ 300000",
        "The result is 1.5 × 10^-3. ¦ 0.0015",
        "The result is 2^10. ¦ 1024",
        "The result is 1 000 000. ¦ 1000000",
        "So 1 500 people came. ¦ 1500",
        "The result is 3,14. ¦ 3.14",
        "So the value is ±3. ¦ -3, 3",
        "So x = -3 or x = 3. ¦ -3, 3",
        "The area is 25π. ¦ 25\\pi",
        "We get 25π. ¦ 25\\pi",
        "The length is √2. ¦ \\sqrt{2}",
        "So it comes to 2√3. ¦ 2\\sqrt{3}",
        "It comes to π/4. ¦ \\pi/4",
        "The derivative is 3x. ¦ 3x",
        "It is 3+4i. ¦ 3+4i",
        "The solution is x < 12. ¦ x<12",
        "The point is (3, 4). ¦ (3,4)",
        "The roots are 2 and 3. ¦ 2,3",
        "We obtain \\frac{3}{4}. ¦ 3/4",
        "I ate 2 1/2. ¦ 5/2",
        "It costs 5 million. ¦ 5000000",
        "It is *12* apples. ¦ 12",
        "She has 5! ¦ 5"
      })
  void whole(String response, String value) {
    assertRead(response, value);
  }

  /** A part of something that is not read is no answer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {"Thus we get 2 ± 3. ¦ 3", "We get sums like f(x) ≤ 2^n + 3. ¦ 3"})
  void parts(String response, String part) {
    assertThat(MATH.grade(response, part).isCorrect()).as(response).isFalse();
  }

  private static void assertRead(String response, String value) {
    assertThat(MATH.grade(response, value))
        .as(response)
        .extracting(Grade::verdict)
        .isEqualTo(Verdict.CORRECT);
    if (value.startsWith("-") && !value.contains(",")) {
      assertThat(MATH.grade(response, value.substring(1)).isCorrect()).as(response).isFalse();
    }
  }
}
