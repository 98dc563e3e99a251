package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.answers.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 22 and 20 make 42, and so do 6, 3 and 21: 6/3 = 2, 2 · 21 = 42. */
class CountdownGraderTest {
  private static final AnswerRule RULE = AnswerRule.named("countdown");

  /** Between the digits of 22 stands something that is no digit, so that it is not 22. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2**2+20",
        "2 2+20",
        "2`2+20",
        "2\u200b2+20",
        "2\u200d2+20",
        "2\u00ad2+20",
        "2\u00a02+20",
        "2\u20092+20",
        "2\\,2+20",
        "2\\ 2+20",
        "2\\!2+20",
        "2\\quad2+20",
        "2~2+20",
        "2_2+20",
        "2,2+20",
        "2.2+20",
        "2{}2+20",
        "2$2+20",
        "$2$2+20",
        "2\\left2+20",
        "2\\text{}2+20",
        "2<b>2</b>+20",
        "2**2** + 20",
        "\\boxed{2}2+20",
        "2^2+20",
        "2²+20",
        "022+20",
        "22.0+20",
        "22+20+0",
        "22+20!",
        "2*2+20"
      })
  void digitsAreNeverJoined(String answer) {
    for (String response :
        new String[] {
          answer,
          "\\boxed{" + answer + "}",
          "<answer>" + answer + "</answer>",
          "So I combine them. Answer: " + answer,
          "The answer is " + answer + "."
        }) {
      assertThat(RULE.grade(response, "22,20>42").verdict()).as(response).isEqualTo(Verdict.WRONG);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<answer>\\boxed{(6/3)*21}</answer>",
        "<answer>It is \\boxed{(6/3)*21}.</answer>",
        "(6/3)(21)",
        "(6/3)21",
        "21(6/3)",
        "(6/3) x 21",
        "6/3x21",
        "6 ÷ 3 × 21",
        "6/3·21",
        "6/3 \\times 21",
        "\\frac{6}{3}*21",
        "\\frac{6}{3}(21)",
        "21 \\cdot \\dfrac{6}{3}",
        "42 = 6/3*21",
        "6/3*21 = 42",
        "$6/3*21 = 42$.",
        "\\(6/3*21\\)",
        "\\left(6/3\\right)*21",
        "\\left[\\frac{6}{3}\\right] \\cdot 21",
        "\\bigl(6 / 3\\bigr)\\,\\times\\,21",
        "[6/3]*21",
        "-(-6/3)*21",
        "**(6/3)*21**",
        "`(6/3)*21`",
        "**Answer:** (6/3)*21",
        "<think>3*21 = 63</think> I get (6/3)*21\n\\boxed{(6/3)*21}",
        "First 6/3 = 2.\n(6/3)*21 = 42"
      })
  void whatModelsWrite(String response) {
    assertThat(RULE.grade(response, "6,3,21>42"))
        .as(response)
        .satisfies(grade -> assertThat(grade.isCorrect()).isTrue());
  }

  /** 6/3(21) is 42 or 6/63. */
  @ParameterizedTest
  @ValueSource(
      strings = {"6/3(21)", "6/(3)(21)", "21 6/3", "\\frac63*21", "6/3*21 = 41", "6/3*(21"})
  void whatIsNotUnderstoodIsNotRight(String response) {
    assertThat(RULE.grade("\\boxed{" + response + "}", "6,3,21>42").isCorrect()).isFalse();
  }
}
