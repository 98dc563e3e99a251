package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.answers.ExtractionRule;
import io.didact.answers.Grade;
import io.didact.answers.Verdict;
import io.didact.data.TagFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerRuleTest {
  private static final AnswerRule CHAIN = between("exact");

  private static AnswerRule between(String form) {
    return new AnswerRule(
        AnswerRule.named(form).form(),
        Optional.empty(),
        Optional.of("<s>"),
        Optional.of("</s>"),
        Optional.empty());
  }

  /** As a student's reward finds it: after the thought, in both tags, all of the solution. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          step a3.</t><s> 3 </s>       | exact           | CORRECT
          <s>4</s></t><s>3</s><s>4</s> | exact           | CORRECT
          </t><s>\\boxed{3}</s>      | exact           | WRONG
          </t><s>\\boxed{3}</s>      | math            | CORRECT
          </t><s>3<end></s>            | exact           | WRONG
          </t><s>3                     | exact           | WRONG
          <s>3</s>                     | exact           | WRONG
          </t><s></s>                  | exact           | WRONG
          3                            | math            | WRONG
          """)
  void inTags(String response, String form, Verdict verdict) {
    AnswerRule rule = AnswerRule.named(form).within(TagFormat.small());
    assertThat(rule.grade(response.replace("\\\\", "\\"), "3").verdict()).isEqualTo(verdict);
  }

  @Test
  void marksOfItsOwnGoBeforeTags() {
    assertThat(CHAIN.within(TagFormat.small())).isEqualTo(CHAIN);
    assertThatThrownBy(
            () ->
                new AnswerRule(
                    AnswerForm.MATH,
                    Optional.of(TagFormat.small()),
                    Optional.of("["),
                    Optional.empty(),
                    Optional.empty()))
        .hasMessageContaining("open must be left out with tags");
  }

  /** 4·9·3 = 108, which ends in 8; so does 9·4·3, and 4·9+3 = 39 does not. */
  @ParameterizedTest
  @CsvSource({
    "4*9*3, CORRECT",
    "' 9*4*3\n', CORRECT",
    "4*9+3, WRONG",
    "4*3*9*1, WRONG",
    "so 4*9*3, WRONG"
  })
  void digitCountdown(String answer, Verdict verdict) {
    AnswerRule rule = AnswerRule.named("digit-countdown");
    Grade grade = rule.grade(answer, "4*9*3");
    assertThat(grade.verdict()).isEqualTo(verdict);
    assertThat(grade.reason()).endsWith("4,9,3>8 modulo 10");
    assertThatThrownBy(() -> rule.unread("4,9,3>8", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an expression of three digits: 4,9,3>8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          step a3.</t><s>3</s>  | CORRECT
          <s>4</s> no, <s>3</s> | CORRECT
          <s>3                  | CORRECT
          <s>4</s>              | WRONG
          3                     | WRONG
          <s></s>               | WRONG
          """)
  void betweenMarks(String response, Verdict verdict) {
    assertThat(CHAIN.grade(response, "3").verdict()).isEqualTo(verdict);
  }

  /** With four choices E is none of them, whatever the energy is called. */
  @Test
  void onlyLettersOfTheTasksChoicesCount() {
    AnswerRule rule = AnswerRule.named("choice");
    String response = "The energy is \\boxed{E}.\nAnswer: B";
    assertThat(rule.grade(response, "B", 4).verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(rule.grade(response, "B").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(rule.grade(response, "E", 5).verdict()).isEqualTo(Verdict.CORRECT);
  }

  /** What a mark cut off is not "all of the response". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          step</t><s>3</s> | exact | it is all that stands between <s> and </s>; the same text
          step</t><s>3     | exact | it is all that stands after <s>; the same text
          <s></s> 3        | exact | there is nothing between <s> and </s>
          3 <s>so \\boxed{3}</s> | math | between <s> and </s>: in a box; the same text
          <s>who knows?</s> | integer | between <s> and </s>: no answer was found
          """)
  void saysWhereItLooked(String response, String form, String reason) {
    AnswerRule rule = between(form);
    assertThat(rule.grade(response, "3").reason()).isEqualTo(reason);
  }

  /** Without an opening mark, and where the closing one is not there. */
  @Test
  void saysWhereItLookedBeforeAMark() {
    AnswerRule rule =
        new AnswerRule(
            AnswerForm.EXACT,
            Optional.empty(),
            Optional.empty(),
            Optional.of("</s>"),
            Optional.empty());
    assertThat(rule.grade("3</s>4", "3").reason()).startsWith("it is all that stands before </s>;");
    assertThat(rule.grade("3", "3").reason()).startsWith("it is all of the response;");
    assertThat(rule.grade("</s>4", "3").reason()).isEqualTo("there is nothing before </s>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n"})
  void anEmptyResponseIsWrongAndSaysSo(String response) {
    for (AnswerForm form : AnswerForm.values()) {
      Grade grade = AnswerRule.defaults(form).grade(response, "3,7,50>143");
      assertThat(grade).isEqualTo(new Grade(Verdict.WRONG, "", "the response is empty"));
    }
  }

  @Test
  void saysWhichMarkIsMissing() {
    assertThat(CHAIN.grade("3", "3").reason()).isEqualTo("there is no <s> in the response");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          So \\boxed{50*3-7}.                                     | 50*3-7     | CORRECT
          \\boxed{50*3} hm <answer> 50 * 3 - 7 </answer>          | 50 * 3 - 7 | CORRECT
          3*7 is 21. Answer: $50 \\cdot 3 - 7$.                   | 50 \\cdot 3 - 7 | CORRECT
          The final answer is **50*3-7 = 143**.                   | 50*3-7 = 143 | CORRECT
          \\boxed{\\frac{50}{3}-7}                                | \\frac{50}{3}-7 | WRONG
          I cannot do it.                                         | ''         | WRONG
          """)
  void countdown(String response, String extracted, Verdict verdict) {
    Grade grade =
        AnswerRule.defaults(AnswerForm.COUNTDOWN)
            .grade(response.replace("\\\\", "\\"), "3,7,50>143");
    assertThat(grade.extracted()).isEqualTo(extracted.replace("\\\\", "\\"));
    assertThat(grade.verdict()).isEqualTo(verdict);
  }

  @Test
  void lastLineThatIsAnExpression() {
    Grade grade =
        AnswerRule.defaults(AnswerForm.COUNTDOWN)
            .grade("I try\n50+3*7\nand\n(50 × 3) − 7 = 143\nwhich works.", "3,7,50>143");
    assertThat(grade)
        .isEqualTo(
            new Grade(
                Verdict.CORRECT,
                "(50 × 3) − 7 = 143",
                "it uses every number once and comes to 143"));
  }

  /** The unsafe rule of a published evaluator has to be asked for. */
  @Test
  void lastLetterOnlyOnRequest() {
    String response = "I think of a cat. It is not B";
    assertThat(AnswerRule.named("choice").grade(response, "B").verdict())
        .isNotEqualTo(Verdict.CORRECT);
    assertThat(
            AnswerRule.named("choice")
                .looking(List.of(ExtractionRule.LAST_LETTER))
                .grade(response, "B")
                .verdict())
        .isEqualTo(Verdict.CORRECT);
  }

  @Test
  void refusesExpectedAnswersOfAnotherForm() {
    assertThat(AnswerRule.named("integer").unread("025", 0)).isEmpty();
    assertThatThrownBy(() -> AnswerRule.named("integer").unread("x", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AnswerRule.named("countdown").unread("24", 0))
        .hasMessageContaining("3,7,50>143");
  }

  /** Told before anything is sampled: how many, which and why. */
  @Test
  void tellsOfExpectedAnswersThatCannotBeRead() {
    AnswerRule math = AnswerRule.named("math");
    assertThat(math.unread("\\int_0^1 x\\,dx", 0).orElseThrow())
        .startsWith("\\int_0^1 x\\,dx (")
        .contains("is not evaluated");
    assertThat(math.unread("\\frac{1}{", 0)).isPresent();
    assertThat(math.unread("42", 0)).isEmpty();
    assertThat(math.unread("Evelyn", 0)).isEmpty();
    assertThat(AnswerRule.named("exact").unread("\\frac{1}{", 0)).isEmpty();
    assertThat(AnswerRule.named("choice").unread("K", 12)).isEmpty();
  }

  @Test
  void isNamedByAWord() {
    assertThat(AnswerRule.named("math")).isEqualTo(AnswerRule.defaults(AnswerForm.MATH));
    assertThatThrownBy(() -> AnswerRule.named("maths"))
        .hasMessage("there is no form of answers 'maths'; did you mean `math`?");
  }
}
