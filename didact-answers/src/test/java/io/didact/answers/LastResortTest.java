package io.didact.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastResortTest {
  @SuppressWarnings("InfiniteRecursion") // it is the fault that is caught
  private static Judgement endless(int depth) {
    return new Judgement(Verdict.CORRECT, "", endless(depth + 1).reason());
  }

  @Test
  void aFailureOfTheCheckerIsUndecidedAndCounted() {
    long before = LastResort.failures();
    Judgement cast =
        LastResort.judgement(
            () -> new Judgement(Verdict.CORRECT, (String) (Object) List.of(), "never"));
    Judgement deep = LastResort.judgement(() -> endless(0));
    Judgement number =
        LastResort.judgement(
            () -> new Judgement(Verdict.CORRECT, "" + Integer.parseInt("x"), "never"));
    for (Judgement judgement : List.of(cast, deep, number)) {
      assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
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
                LastResort.judgement(
                    () -> {
                      throw new OutOfMemoryError("heap");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> AnswerJudge.of(AnswerKind.INTEGER).judge("1", "x"))
        .isInstanceOf(ExpectedAnswerException.class);
    assertThat(LastResort.failures()).isEqualTo(before);
  }
}
