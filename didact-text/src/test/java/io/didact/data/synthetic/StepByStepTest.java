package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Problem;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StepByStepTest {
  private static String of(String question, String solution, String text) {
    return StepByStep.of(new Problem("p", question, solution, null, null), text);
  }

  /** 9+4 = 13 ends in 3, 3+7 = 10 in 0, 0−7 in 3. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step a9+4=3,b3+7=0,c0-7=3.",
        "fast a9+4=3,b3+7c-7=3.",
        "fast a9+4b+7=0,c0-7=3",
        "fast a9+4+7-7=3.",
        "calc 9a+4b+7c-7=3.",
        "back c0-7=3,b3+7=0,a9+4=3.",
        "  a9+4=3, b3+7=0, a9+4=3, c0-7=3.",
      })
  void rightStepsOfAChainAreWrittenInFull(String text) {
    assertThat(of("9a+4b+7c-7", "3", text)).isEqualTo("step a9+4=3,b3+7=0,c0-7=3.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step a9+4=3,b3+7=1,c1-7=4.     | `b3+7=1` is wrong",
        "step a9+4=3,b3+7=0,c0-7=4.     | `c0-7=4` is wrong",
        "step a9+5=4,b4+7=1,c1-7=4.     | `a9+5=4` is wrong",
        "step a9+4=3,b2+7=9,c9-7=2.     | `b2+7=9` is wrong",
        "step a9+4=3,c0-7=3.            | the operation b has no step",
        "step a9+4=3,b3+7=0.            | the operation c has no step",
        "step a9+4=3,b3+7=0,c0-7d+1=4.  | `c0-7d+1=4` is wrong",
        "step a9+4=3,b3+7=0,z0-7=3.     | `z0-7=3` is wrong",
        "step a9+4=3,c3+7=0,c0-7=3.     | `c3+7=0` is wrong",
        "step a9+4c+7=0,c0-7=3.         | `a9+4c+7=0` is wrong",
        "step 9+4=3,b3+7=0,c0-7=3.      | `9+4=3` is no step",
        "it is 3, 3.                    | `is 3` is no step",
        "talk think then now.           | `think then now` is no step",
        "step .                         | `` is no step",
      })
  void wrongOrOtherTextsAreTold(String text, String why) {
    assertThatThrownBy(() -> of("9a+4b+7c-7", "3", text)).hasMessage(why);
  }

  /** Of 4, 9, 3: 4+9 is 3 and misses 8 with +3, −3, ·3; 4·9 is 6, and 6+3, 6−3 miss, 6·3 is 18. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step a4+9=3,3>8 +6-0*9 no,b4*9=6,3>8 +9-3*8.",
        "fast b4*9=6,3>8 +9-3*8.",
        "calc 4*9*3=8.",
        "back 6*3=8,4*9=6.",
        "step c4-9=5,3>8 +8.",
      })
  void rightTriesOfACountdownAreWrittenInFull(String text) {
    assertThat(of("4,9,3>8", "4*9*3", text))
        .isEqualTo("step a4+9=3,3>8 +6-0*9 no,b4*9=6,3>8 +9-3*8.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step a4+9=3,3>8 +8.             | `a4+9=3,3>8 +8` is no right try",
        "step a4+9=3,3>8 +6-0*9 no.      | `a4+9=3,3>8 +6-0*9 no` is no right try",
        "step a4+9=3,3>8 +6-0*9 no,      | `` is no right try",
        "fast b4*9=6,3>8 +9-3*8,now      | `b4*9=6,3>8 +9-3*8,now` is no right try",
      })
  void wrongTriesAreTold(String text, String why) {
    assertThatThrownBy(() -> of("4,9,3>8", "4*9*3", text)).hasMessage(why);
  }

  @Test
  void theSolutionMustBeWhatTheStepsComeTo() {
    assertThatThrownBy(() -> of("9a+4b+7c-7", "4", "calc 9a+4b+7c-7=3."))
        .hasMessage("the steps come to 3, and the solution is another: 4");
    assertThatThrownBy(() -> of("What is 2+2?", "4", "calc 2+2=4."))
        .hasMessage("the question is no chain and no countdown");
  }

  /** Every style that says something true becomes the full one, of every kind of task. */
  @ParameterizedTest
  @EnumSource(Domain.class)
  void allGoodStylesAreRead(Domain domain) {
    TaskSource tasks = TaskSource.of(domain, Split.TRAIN, 5);
    for (long index = 0; index < 200; index++) {
      Task task = tasks.task(index);
      Problem problem = tasks.problem(index);
      SplittableRandom random = new SplittableRandom(index);
      String full = Style.STEP.explain(task, random).text();
      for (Style style : Style.values()) {
        Explained explained = style.explain(task, random);
        switch (style) {
          case STEP, HALF, LEAP, CALC, BACK ->
              assertThat(StepByStep.of(problem, explained.text())).as(style + "").isEqualTo(full);
          case SLIP -> {
            if (!task.correct(explained.conclusion())) {
              assertThatThrownBy(() -> StepByStep.of(problem, explained.text()))
                  .hasMessageMatching("`.*` is (wrong|no right try)");
            }
          }
          case ECHO, TALK, RAMBLE ->
              assertThatThrownBy(() -> StepByStep.of(problem, explained.text()))
                  .isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
  }
}
