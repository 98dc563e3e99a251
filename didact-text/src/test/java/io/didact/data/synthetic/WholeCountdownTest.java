package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Problem;
import io.didact.data.Seeds;
import io.didact.data.countdown.CountdownPuzzle;
import io.didact.text.CharacterTokenizer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeCountdownTest {
  private static final WholeCountdown EXAMPLE = WholeCountdown.parse("12,34,7>50");

  /**
   * 12+34 = 46 with 7: 53, 39; 12+7 = 19, from 34: 15; 34+7 = 41, less 12: 29; 12·34 is not tried
   * (d); 12·7 = 84 with 34: 118, 50.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STEP | step a12+34=42+4=46,46+7=53>50 no,46-7=39>50 no,b12+7=19,34-19=24-9=15>50 no,"
            + "c34+7=41,41-12=31-2=29>50 no,e12*7=70+14=84,84+34=114+4=118>50 no,"
            + "84-34=54-4=50>50.",
        "HALF | fast a12+34=42+4=46,46+7=53>50 no,46-7=39>50 no,e12*7=70+14=84,"
            + "84+34=114+4=118>50 no,84-34=54-4=50>50.",
        "LEAP | fast e12*7=70+14=84,84+34=114+4=118>50 no,84-34=54-4=50>50.",
        "CALC | calc 12*7-34=50.",
        "ECHO | it is 12*7-34, 12*7-34.",
        "BACK | back 84-34=54-4=50,12*7=70+14=84."
      })
  void explainsInStyles(Style style, String text) {
    assertThat(style.explain(EXAMPLE, Seeds.random(1))).isEqualTo(new Explained(text, "12*7-34"));
  }

  /** Where the third number is the larger, the pair is taken from it, without parentheses. */
  @ParameterizedTest
  @CsvSource({"'3,4,50>43', 50-3-4", "'3,4,50>38', 50-3*4", "'3,4,50>57', 3+4+50"})
  void solvesWithoutParentheses(String question, String solution) {
    assertThat(WholeCountdown.parse(question).solution()).isEqualTo(solution);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12*7-34", "7*12-34", " -34+7*12 ", "12*7-34=50"})
  void anyExpressionThatHitsIsCorrect(String answer) {
    assertThat(EXAMPLE.correct(answer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "50", "12*7-33", "12*7", "12+34+7", "12*7-34-0"})
  void otherAnswersAreNot(String answer) {
    assertThat(EXAMPLE.correct(answer)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "12,34>46",
        "4,9,3>16",
        "12,34,7>1000",
        "100,2,3>105",
        "12,34,7,1>50",
        "5,12,7>0"
      })
  void refusesOtherText(String question) {
    assertThatThrownBy(() -> WholeCountdown.parse(question))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** (12+34)·7 = 322 needs parentheses. */
  @Test
  void refusesWhatTheSearchDoesNotFind() {
    assertThatThrownBy(() -> WholeCountdown.parse("12,34,7>322"))
        .hasMessage("the search does not find 322 of [12, 34, 7]");
  }

  @Test
  void canonicalSolutionsAreCorrect() {
    eachOf(
        3000,
        countdown -> {
          assertThat(countdown.correct(countdown.solution())).as(countdown.question()).isTrue();
          assertThat(WholeCountdown.parse(countdown.question())).isEqualTo(countdown);
        });
  }

  /** A search goes on exactly until something hits, its letters rise, and all results are right. */
  @Test
  void searchesReadAsTheyShould() {
    SplittableRandom random = Seeds.random(6);
    eachOf(
        3000,
        countdown -> {
          Explained step = Style.STEP.explain(countdown, random);
          WholeReader.SearchReading reading = WholeReader.search(step.text());
          assertThat(reading.misjudged()).as(step.text()).isEmpty();
          assertThat(reading.conclusion())
              .isEqualTo(step.conclusion())
              .isEqualTo(countdown.solution());
          assertThat(reading.pairs()).isSorted().first().asString().startsWith("a");
        });
  }

  @Test
  void aSlipIsOneMissTakenForAHit() {
    SplittableRandom random = Seeds.random(8);
    int[] slips = new int[1];
    eachOf(
        3000,
        countdown -> {
          Explained slip = Style.SLIP.explain(countdown, random);
          WholeReader.SearchReading reading = WholeReader.search(slip.text());
          assertThat(reading.conclusion()).as(slip.text()).isEqualTo(slip.conclusion());
          boolean slipped = !countdown.correct(slip.conclusion());
          assertThat(reading.misjudged()).as(slip.text()).hasSize(slipped ? 1 : 0);
          slips[0] += slipped ? 1 : 0;
        });
    assertThat(slips[0]).as("most searches have a miss to misread").isGreaterThan(2000);
  }

  /** Nothing that is written is outside the alphabet, and a whole search fits 300 tokens. */
  @ParameterizedTest
  @EnumSource
  void canBeWrittenByTheSmallModels(Style style) {
    SplittableRandom random = Seeds.random(9);
    eachOf(
        500,
        countdown -> {
          Explained explained = style.explain(countdown, random);
          String text = Views.student(countdown.question(), explained);
          assertThat(CharacterTokenizer.small().tokenizer().encode(text).size()).isLessThan(330);
        });
  }

  /** Puzzles of the same numbers belong together, whatever their order and target. */
  @Test
  void isSplitByItsNumbers() {
    List<String> akin = List.of("12,34,7>53", "34,12,7>53", "7,34,12>50", "34,7,12>39");
    assertThat(akin.stream().map(WholeCountdown::parse))
        .extracting(WholeCountdown::key)
        .containsOnly(EXAMPLE.key());
    assertThat(WholeCountdown.parse("12,34,8>54").key()).isNotEqualTo(EXAMPLE.key());
  }

  /** The puzzle is what answers are checked against, in the form {@code countdown}. */
  @Test
  void aProblemCarriesItsPuzzle() {
    Problem problem = TaskSource.of(Domain.WHOLE_COUNTDOWN, Split.DEV, 1).problem(3);
    assertThat(problem.id()).isEqualTo("whole-countdown-dev-3");
    assertThat(problem.expectedAnswer()).isEqualTo(problem.question());
    assertThat(CountdownPuzzle.parse(problem.expectedAnswer()).fault(problem.solution())).isEmpty();
  }

  private static void eachOf(int count, Consumer<WholeCountdown> check) {
    SplittableRandom random = Seeds.random(4);
    for (int i = 0; i < count; i++) {
      check.accept(WholeCountdown.random(random));
    }
  }
}
