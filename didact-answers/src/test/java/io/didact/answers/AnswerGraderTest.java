package io.didact.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerGraderTest {
  private static final AnswerGrader MATH = AnswerGrader.of(AnswerKind.MATH);

  @Test
  void aGradeSaysWhatItFoundAndWhy() {
    assertThat(MATH.grade("So $x=\\boxed{\\frac{2}{4}}$.", "\\frac12"))
        .isEqualTo(new Grade(Verdict.CORRECT, "\\frac{2}{4}", "in a box; equal fractions"));
    assertThat(MATH.grade("The answer is 7.", "8"))
        .isEqualTo(new Grade(Verdict.WRONG, "7", "after \"answer\"; 7 is not 8"));
    assertThat(MATH.grade(" \n", "8"))
        .isEqualTo(new Grade(Verdict.WRONG, "", "the response is empty"));
    assertThat(AnswerGrader.of(AnswerKind.CHOICE).grade("I cannot say.", "B"))
        .isEqualTo(new Grade(Verdict.WRONG, "", "no answer was found"));
  }

  /** Data sets write the expected answer bare, in a box, or at the end of a solution. */
  @Test
  void expectedAnswers() {
    for (String gold :
        List.of(
            "12", "$12$", "\\boxed{12}", "3 · 4 = 12\n#### 12", "So it is \\(\\boxed{12}\\).")) {
      assertThat(MATH.grade("\\boxed{12}", gold).verdict()).as(gold).isEqualTo(Verdict.CORRECT);
    }
    assertThat(AnswerGrader.of(AnswerKind.CHOICE).grade("Answer: D", "(D) Alina").isCorrect())
        .isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnswerGrader.of(AnswerKind.CHOICE).grade("B", "42"))
        .withMessage("the expected answer is no choice answer: 42");
    assertThatIllegalArgumentException().isThrownBy(() -> MATH.grade("B", " "));
  }

  @Test
  void integers() {
    AnswerGrader grader = AnswerGrader.of(AnswerKind.INTEGER);
    assertThat(grader.grade("\\boxed{033}", "33").isCorrect()).isTrue();
    assertThat(grader.grade("\\boxed{1,234}", "1234").isCorrect()).isTrue();
    assertThat(grader.grade("It is 204 minutes.", "204").isCorrect()).isTrue();
    assertThat(grader.grade("\\boxed{m+n=204}", "204").isCorrect()).isTrue();
    assertThat(grader.grade("\\boxed{204.5}", "204").verdict()).isEqualTo(Verdict.WRONG);
    assertThatIllegalArgumentException().isThrownBy(() -> grader.grade("1", "1/2"));
  }

  @Test
  void exactly() {
    AnswerGrader grader = AnswerGrader.of(AnswerKind.EXACT);
    assertThat(grader.grade("<answer> (1+2)*3 </answer>", "(1+2)*3").isCorrect()).isTrue();
    assertThat(grader.grade("9", "(1+2)*3").verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void comparesExtractedAnswers() {
    assertThat(MATH.compare("1/2", "0.5")).isEqualTo(Verdict.CORRECT);
    assertThat(MATH.compare("9^{9^{9^9}}", "9^{9^{9^8}}")).isEqualTo(Verdict.UNDECIDED);
    assertThat(MATH.extract("I get 5.").map(Extraction::answer)).hasValue("5");
  }

  /** A formula that is too much work is not replaced by a number in it. */
  @Test
  void hostileResponsesAreUndecided() {
    for (String response :
        List.of(
            "\\frac{1}{1+".repeat(2_000) + "1" + "}".repeat(2_000),
            "e^{".repeat(80) + "1" + "}".repeat(80),
            "\\boxed{" + "{".repeat(50_000) + "1" + "}".repeat(50_000) + "}")) {
      assertThat(MATH.grade(response, "1").verdict()).isNotEqualTo(Verdict.CORRECT);
    }
    for (String response :
        List.of("{".repeat(100_000), "\\boxed{".repeat(15_000), "$".repeat(100_000))) {
      assertThat(MATH.grade(response, "1").isCorrect()).isFalse();
    }
  }

  @Test
  void oneGraderServesManyThreads() {
    long right =
        IntStream.range(0, 2_000)
            .parallel()
            .filter(i -> MATH.grade("\\boxed{\\frac{" + 2 * i + "}{2}+x}", "x+" + i).isCorrect())
            .count();
    assertThat(right).isEqualTo(2_000);
  }
}
