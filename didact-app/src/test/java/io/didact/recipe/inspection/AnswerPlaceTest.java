package io.didact.recipe.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerPlaceTest {
  /** A fifth of 40 characters is 8: what ends later than at character 8 is no leak. */
  @Test
  void aLeakStandsInTheFirstFifth() {
    String rest = "x".repeat(32);
    assertThat(AnswerPlace.of("42", "so: 42. " + rest).leak()).isTrue();
    assertThat(AnswerPlace.of("42", "so is 42 " + rest.substring(1)).leak()).isTrue();
    assertThat(AnswerPlace.of("42", "so it is 42 " + rest.substring(4)).leak()).isFalse();
    assertThat(AnswerPlace.of("42", rest + " so: 42.").leak()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "42, so it is 42., true",
    "42, so it is \\boxed{42}$, true",
    "42, 42 apples, true",
    "42, 40+2=42 , true",
    "42, 42 and then very much else, false",
    "4, '3+1=4,4*2=8.', false",
    "42, it is 142, false",
    "42, it is 420, false",
    "42, it is 42.5, false",
    "42, it is 1.42, false",
    "1, 'it is 1,000', false",
    "42, nothing, false",
    "a, bar, false",
    "a, it is a, true",
    "' ', anything, false",
  })
  void anExplanationComesToTheAnswerThatItEndsWith(String answer, String text, boolean last) {
    assertThat(AnswerPlace.of(answer, text).last()).isEqualTo(last);
  }
}
