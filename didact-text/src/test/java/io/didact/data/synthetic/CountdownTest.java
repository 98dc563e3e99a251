package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountdownTest {
  private static final Countdown EXAMPLE = Countdown.parse("4,9,3>8");

  /**
   * First try 4+9 = 13 → 3, with the 3 that is left: 3+3 = 6, 3-3 = 0, 3*3 = 9, none is 8. Second
   * try 4*9 = 36 → 6: 6+3 = 9, 6-3 = 3, 6*3 = 18 → 8.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STEP | step a4+9=3,3>8 +6-0*9 no,b4*9=6,3>8 +9-3*8.",
        "HALF | fast b4*9=6,3>8 +9-3*8.",
        "LEAP | fast b4*9=6,3>8 +9-3*8.",
        "CALC | calc 4*9*3=8.",
        "ECHO | it is 4*9*3, 4*9*3.",
        "BACK | back 6*3=8,4*9=6."
      })
  void explainsInStyles(Style style, String text) {
    assertThat(style.explain(EXAMPLE, Seeds.random(1))).isEqualTo(new Explained(text, "4*9*3"));
  }

  /**
   * 3,8,1 > 7. 3+8 = 1, with 1: 2, 0, 1; 3*8 = 4: 5, 3, 4; 3-8 = 5: 6, 4, 5; 8-3 = 5: the same;
   * then 3 and 1, with 8 left: 3+1 = 4: 2, 6, 2; 3*1 = 3: 1, 5, 4; 3-1 = 2: 0, 4, 6; 1-3 = 8: 6, 0,
   * 4; then 8 and 1, with 3 left: 8+1 = 9: 2, 6, 7. Half keeps four of the eight that fail, leap
   * none.
   */
  @Test
  void leavesTriesOut() {
    Countdown countdown = Countdown.parse("3,8,1>7");
    String firstHalf =
        "a3+8=1,1>7 +2-0*1 no,b3*8=4,1>7 +5-3*4 no,c3-8=5,1>7 +6-4*5 no,d8-3=5,1>7 +6-4*5 no,";
    String secondHalf =
        "e3+1=4,8>7 +2-6*2 no,f3*1=3,8>7 +1-5*4 no,g3-1=2,8>7 +0-4*6 no,h1-3=8,8>7 +6-0*4 no,";
    String hit = "i8+1=9,3>7 +2-6*7.";
    SplittableRandom random = Seeds.random(1);
    assertThat(Style.STEP.explain(countdown, random).text())
        .isEqualTo("step " + firstHalf + secondHalf + hit);
    assertThat(Style.HALF.explain(countdown, random).text()).isEqualTo("fast " + firstHalf + hit);
    assertThat(Style.LEAP.explain(countdown, random).text()).isEqualTo("fast " + hit);
  }

  /** Any order that uses each number once and hits is right, whatever the canonical one is. */
  @ParameterizedTest
  @ValueSource(strings = {"4*9*3", "9*4*3", "4*3*9", "3*9*4", " 3*4*9 "})
  void anyExpressionThatHitsIsCorrect(String answer) {
    assertThat(EXAMPLE.correct(answer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "8", "4*9", "4*9*3*1", "4*4*3", "4*9+3", "2*9*1", "4x9x3", "4*9*3=8", "(4*9)*3"
      })
  void otherAnswersAreNot(String answer) {
    assertThat(EXAMPLE.correct(answer)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4,9,3", "4,9>8", "4,9,3>88", "4,9,x>8", "4,9,3,1>8", "0,0,0>8"})
  void refusesOtherText(String question) {
    assertThatThrownBy(() -> Countdown.parse(question))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void canonicalSolutionsAreCorrect() {
    SplittableRandom random = Seeds.random(4);
    for (int i = 0; i < 3000; i++) {
      Countdown countdown = Countdown.random(random);
      assertThat(countdown.correct(countdown.solution())).as(countdown.question()).isTrue();
      assertThat(Reader.value(countdown.solution())).isEqualTo(countdown.target());
      assertThat(Countdown.parse(countdown.question())).isEqualTo(countdown);
    }
  }

  /** A search goes on exactly until something hits, and never skips what would have hit. */
  @Test
  void searchesReadAsTheyShould() {
    SplittableRandom random = Seeds.random(6);
    for (int i = 0; i < 3000; i++) {
      Countdown countdown = Countdown.random(random);
      Explained step = Style.STEP.explain(countdown, random);
      Reader.SearchReading reading = Reader.search(step.text());
      assertThat(reading.wrong()).as(step.text()).isEmpty();
      assertThat(reading.conclusion()).isEqualTo(step.conclusion()).isEqualTo(countdown.solution());
    }
  }

  @Test
  void aSlipIsOneMissTakenForAHit() {
    SplittableRandom random = Seeds.random(8);
    int slips = 0;
    for (int i = 0; i < 3000; i++) {
      Countdown countdown = Countdown.random(random);
      Explained slip = Style.SLIP.explain(countdown, random);
      Reader.SearchReading reading = Reader.search(slip.text());
      assertThat(reading.conclusion()).isEqualTo(slip.conclusion());
      if (slip.conclusion().equals(countdown.solution())) {
        assertThat(slip).isEqualTo(Style.STEP.explain(countdown, random));
      } else {
        assertThat(reading.wrong()).as(slip.text()).hasSize(1);
        slips++;
      }
    }
    assertThat(slips).as("most searches have a miss to misread").isGreaterThan(2000);
  }

  @Test
  void triesEveryPairInFourWays() {
    assertThat(DigitAttempt.all(List.of(4, 9, 3), 8))
        .extracting(Attempt::firstStep)
        .containsExactly(
            "4+9=3", "4*9=6", "4-9=5", "9-4=5", "4+3=7", "4*3=2", "4-3=1", "3-4=9", "9+3=2",
            "9*3=7", "9-3=6", "3-9=4");
  }
}
