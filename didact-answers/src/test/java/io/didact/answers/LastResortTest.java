package io.didact.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastResortTest {
  @SuppressWarnings("InfiniteRecursion") // it is the fault that is caught
  private static Grade endless(int depth) {
    return new Grade(Verdict.CORRECT, "", endless(depth + 1).reason());
  }

  @Test
  void aFailureOfTheCheckerIsUndecidedAndCounted() {
    long before = LastResort.failures();
    Grade cast =
        LastResort.grade(() -> new Grade(Verdict.CORRECT, (String) (Object) List.of(), "never"));
    Grade deep = LastResort.grade(() -> endless(0));
    Grade number =
        LastResort.grade(() -> new Grade(Verdict.CORRECT, "" + Integer.parseInt("x"), "never"));
    for (Grade grade : List.of(cast, deep, number)) {
      assertThat(grade.verdict()).isEqualTo(Verdict.UNDECIDED);
    }
    assertThat(cast.reason()).startsWith("the checker failed: ClassCastException at ");
    assertThat(deep.reason()).startsWith("the checker failed: StackOverflowError");
    assertThat(LastResort.failures()).isEqualTo(before + 3);
    assertThat(LastResort.report(before)).startsWith("the checker failed on 3 answers");
  }

  @Test
  void whatIsNoFaultOfAnAnswerPasses() {
    long before = LastResort.failures();
    assertThatThrownBy(
            () ->
                LastResort.grade(
                    () -> {
                      throw new OutOfMemoryError("heap");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> AnswerGrader.of(AnswerKind.INTEGER).grade("1", "x"))
        .isInstanceOf(ExpectedAnswerException.class);
    assertThat(LastResort.failures()).isEqualTo(before);
  }
}
