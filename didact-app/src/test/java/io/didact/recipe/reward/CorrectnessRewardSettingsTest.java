package io.didact.recipe.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Problem;
import io.didact.eval.task.AnswerForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrectnessRewardSettingsTest {
  private static CorrectnessRewardSettings paying(AnswerForm answer) {
    return new CorrectnessRewardSettings(answer, -1, -0.5, 1, true);
  }

  private static Problem problem(String expected) {
    return new Problem("p7", "what?", "because", expected, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXACT | 1/2 | 1/2 | true",
        "EXACT | 0.5 | 1/2 | false",
        "MATH | Halves: so it is \\boxed{\\frac{1}{2}}. | 0.5 | true",
        "MATH | Halves: so it is \\boxed{\\frac{1}{3}}. | 0.5 | false",
        "MATH | I do not know | 0.5 | false",
        "MATH | \\int_0^1 f | \\int_0^2 f | false",
        "INTEGER | The answer is 025. | 25 | true",
        "INTEGER | The answer is 26. | 25 | false",
        "CHOICE | A good guess, but the answer is (C). | C | true",
        "CHOICE | A good guess. | A | false",
        "COUNTDOWN | 3*(2+5) | 2,3,5>21 | true",
        "DIGIT_COUNTDOWN | 9*4*3 | 4*9*3 | true",
        "DIGIT_COUNTDOWN | 4*9+3 | 4*9*3 | false",
        "COUNTDOWN | 3*7 | 2,3,5>21 | false",
      })
  void grades(AnswerForm form, String answer, String expected, boolean correct) {
    Problem problem = problem(expected);
    assertThat(paying(form).isCorrect(problem, answer)).isEqualTo(correct);
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, one half",
    "CHOICE, one half",
    "COUNTDOWN, one half",
    "DIGIT_COUNTDOWN, one half"
  })
  void refusesWhatIsNoExpectedAnswer(AnswerForm form, String expected) {
    assertThatThrownBy(() -> paying(form).unread(problem(expected)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void knowsWhichExpectedAnswersCannotBeRead() {
    assertThat(paying(AnswerForm.MATH).unread(problem("\\frac{1}{")).orElseThrow())
        .startsWith("\\frac{1}{ (");
    assertThat(paying(AnswerForm.MATH).unread(problem("12"))).isEmpty();
    assertThat(paying(AnswerForm.EXACT).unread(problem("\\frac{1}{"))).isEmpty();
  }
}
