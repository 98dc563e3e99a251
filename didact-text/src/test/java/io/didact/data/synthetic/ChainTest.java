package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChainTest {
  private static final Chain EXAMPLE = Chain.parse("9a+4b+7c-7");

  /** 9+4 = 13 → 3, 3+7 = 10 → 0, 0-7 = -7 → 3. */
  @Test
  void keepsTheLastDigitOfEveryStep() {
    assertThat(EXAMPLE.solution()).isEqualTo("3");
    assertThat(Chain.parse("2a-9b*7").result()).as("2-9 = -7 → 3, 3*7 = 21 → 1").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STEP | step a9+4=3,b3+7=0,c0-7=3.",
        "HALF | fast a9+4=3,b3+7c-7=3.",
        "LEAP | fast a9+4b+7=0,c0-7=3.",
        "CALC | calc 9a+4b+7c-7=3.",
        "ECHO | it is 3, 3.",
        "BACK | back c0-7=3,b3+7=0,a9+4=3."
      })
  void explainsInStyles(Style style, String text) {
    Explained explained = style.explain(EXAMPLE, Seeds.random(1));
    assertThat(explained).isEqualTo(new Explained(text, "3"));
  }

  /** 5 operations: half puts the last two together, leap the first four. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HALF | 1a+1b+1c+1d+1e+1 | fast a1+1=2,b2+1=3,c3+1=4,d4+1e+1=6.",
        "LEAP | 1a+1b+1c+1d+1e+1 | fast a1+1b+1c+1d+1=5,e5+1=6.",
        "HALF | 1a+1             | fast a1+1=2.",
        "LEAP | 1a+1             | fast a1+1=2.",
        "HALF | 1a+1b+1          | fast a1+1b+1=3.",
        "LEAP | 1a+1b+1          | fast a1+1=2,b2+1=3."
      })
  void mergesSteps(Style style, String question, String text) {
    assertThat(style.explain(Chain.parse(question), Seeds.random(1)).text()).isEqualTo(text);
  }

  @Test
  void talkSaysNothing() {
    assertThat(Style.TALK.explain(EXAMPLE, Seeds.random(1)).text())
        .matches("talk [a-z]+ [a-z]+ [a-z]+\\.");
  }

  @Test
  void ramblingSaysOneWordOverAndOver() {
    assertThat(Style.RAMBLE.explain(EXAMPLE, Seeds.random(1)).text())
        .matches("talk ([a-z]+)( \\1){7}\\.");
  }

  @Test
  void aSlipIsOneWrongStepCarriedOn() {
    SplittableRandom random = Seeds.random(5);
    for (int i = 0; i < 2000; i++) {
      Chain chain = Chain.random(1 + random.nextInt(5), random);
      Explained slip = Style.SLIP.explain(chain, random);
      Reader.ChainReading reading = Reader.chainSteps(chain, slip.text());
      assertThat(reading.wrongSteps()).as(slip.text()).isEqualTo(1);
      assertThat(slip.conclusion()).isEqualTo(reading.conclusion());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "9", "9a+", "9b+4", "9a+4a+7", "9a/4", "xa+4", "9a+x", "9a+4b+7c-7 ", "9A+4"})
  void refusesOtherText(String question) {
    assertThatThrownBy(() -> Chain.parse(question)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void questionsReadBack() {
    SplittableRandom random = Seeds.random(2);
    for (int i = 0; i < 1000; i++) {
      Chain chain = Chain.random(1 + random.nextInt(26), random);
      assertThat(Chain.parse(chain.question())).isEqualTo(chain);
    }
  }

  @Test
  void onlyTheDigitIsCorrect() {
    assertThat(EXAMPLE.correct("3")).isTrue();
    assertThat(EXAMPLE.correct(" 3 ")).isTrue();
    for (String wrong : new String[] {"", "4", "33", "-7", "three", "3."}) {
      assertThat(EXAMPLE.correct(wrong)).as(wrong).isFalse();
    }
  }
}
