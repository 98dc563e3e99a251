package io.didact.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.didact.answers.compare.Pairs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerExtractorTest {
  private static String found(AnswerKind kind, String response) {
    return new AnswerExtractor(kind, kind.rules())
        .extract(response)
        .map(extraction -> extraction.rule() + " " + extraction.answer())
        .orElse("nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "So it is $\\boxed{\\frac{1}{2}}$. ¦ BOXED \\frac{1}{2}",
        "First \\boxed{3}. Wait, no: \\boxed{4}. ¦ BOXED 4",
        "\\boxed{\\left\\{ 1, 2 \\right\\}} ¦ BOXED \\left\\{ 1, 2 \\right\\}",
        "\\boxed{4}, or was it \\boxed{5 ¦ BOXED 4",
        "$\\boxed 7$ ¦ BOXED 7",
        "\\fbox{7} ¦ BOXED 7",
        "\\boxed \\frac{1}{2} ¦ BOXED \\frac{1}{2}",
        "\\boxed{\\boxed{3}+1} ¦ BOXED \\boxed{3}+1",
        "\\\\boxed{004} ¦ BOXED 004",
        "\\textbf{Answer: } 5 ¦ ANSWER_PHRASE 5",
        "\\boxed{2}, \\boxed{3} and \\boxed{5} ¦ BOXED 2, 3, 5",
        "$x = \\boxed{2}$ or $x = \\boxed{3}$. ¦ BOXED 2, 3",
        "It takes \\boxed{4} hours. So in all we have \\boxed{12} ¦ BOXED 12",
        "\\boxed{4}. I check: \\boxed{4}, and \\boxed{4} again. ¦ BOXED 4",
        "<think>\\boxed{1}</think> It is \\boxed{2}. ¦ BOXED 2",
        "<answer> 42 </answer> ¦ ANSWER_TAG 42",
        "The sum is 4+5=9 #### 9 ¦ HASHES 9",
        "**Final Answer:** 12 apples ¦ ANSWER_PHRASE 12 apples",
        "The answer is $x=5$. I hope it is correct. ¦ ANSWER_PHRASE x=5",
        "The answer is 3.5. ¦ ANSWER_PHRASE 3.5",
        "The final answer is therefore 3, because 1 + 2 = 3. ¦ ANSWER_PHRASE 3",
        "The answer to the second part is 17. ¦ ANSWER_PHRASE 17",
        "Answer: the largest value is $\\frac{2}{3}$ when $x=1$. ¦ ANSWER_PHRASE \\frac{2}{3}",
        "The answer is Monday. ¦ ANSWER_PHRASE Monday",
        "ANSWER: 1,234 ¦ ANSWER_PHRASE 1,234",
        "Die Antwort lautet 7. ¦ ANSWER_PHRASE 7",
        "La réponse est 12 km. ¦ ANSWER_PHRASE 12 km",
        "La respuesta es 3/4. ¦ ANSWER_PHRASE 3/4",
        "所以答案是42。 ¦ ANSWER_PHRASE 42",
        "答えは5です。 ¦ ANSWER_PHRASE 5です",
        "정답은 8 ¦ ANSWER_PHRASE 8",
        "Ответ: 15. ¦ ANSWER_PHRASE 15",
        "答案是：42 ¦ ANSWER_PHRASE 42",
        "The answer is 4 4/9. ¦ ANSWER_PHRASE 4 4/9",
        "The answer is 11 6/6. ¦ ANSWER_PHRASE 11 6/6",
        "So 6*7 = 42, and the answer is \\boxed{4 ¦ FINAL_EXPRESSION 42",
        "(3,4] ¦ BARE (3,4]",
        "$137 \\frac{1}{2}$ ¦ BARE 137 \\frac{1}{2}",
        "12 cm. ¦ BARE 12 cm",
        "She has 5 left, so she ate $3\\frac12$ pies. ¦ FINAL_EXPRESSION 3\\frac12  pies",
        "The solutions are $x=1$ and $x=2$. ¦ FINAL_EXPRESSION x=1  and  x=2",
        "\\boxed{5!} ¦ BOXED 5!",
        "First $x=3$, so in the end 12 remain. ¦ FINAL_EXPRESSION 12",
        "It costs $5 and then $7.50 ¦ FINAL_EXPRESSION $7.50",
        "This makes 1,234.5 in 2 steps, or 99% of it ¦ FINAL_EXPRESSION 99%",
        "Room AB12 is the 3rd ¦ WHOLE Room AB12 is the 3rd",
        "Evelyn ¦ WHOLE Evelyn",
        "The answer is negative 3. ¦ ANSWER_PHRASE -3",
        "The answer is not 42. ¦ ANSWER_PHRASE not 42",
        "The answer is not 42; it is 41. ¦ ANSWER_PHRASE 41",
        "The answer isn't 42. It's 41. ¦ FINAL_EXPRESSION 41",
        "The answer is less than 42. ¦ ANSWER_PHRASE less than 42",
        "The answer is half of 42. ¦ ANSWER_PHRASE half of 42",
        "The answer is equal to 42. ¦ ANSWER_PHRASE 42",
        "It lies between 41 and 42. ¦ WHOLE It lies between 41 and 42",
        "So it takes at least 42 steps. ¦ FINAL_EXPRESSION 42",
        "It can't be 42. ¦ WHOLE It can't be 42",
        "0.333... ¦ BARE 0.333...",
        "They are \\boxed{2, 3, 5, ...}. ¦ BOXED 2, 3, 5, ...",
        "They are \\boxed{2, 3, 5...}. ¦ BOXED 2, 3, 5...",
        "The answer is 2, 3, ... ¦ ANSWER_PHRASE 2, 3, ...",
        "Let it be so for every value that is ≥ 3. ¦ FINAL_EXPRESSION ≥ 3",
        "The answer is 0.333... ¦ ANSWER_PHRASE 0.333...",
        "So many... The answer is 7... ¦ ANSWER_PHRASE 7",
        "<answer>The total of 3 and 12 is 15 apples.</answer> ¦ ANSWER_TAG 15",
        "<answer>It is \\boxed{15}, not 16</answer> ¦ ANSWER_TAG 15",
        "<answer>Evelyn</answer> ¦ ANSWER_TAG Evelyn",
        "` ` ¦ nothing"
      })
  void mathematics(String response, String expected) {
    assertThat(found(AnswerKind.MATH, response)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "\\boxed{C} ¦ BOXED C",
        "\\boxed{\\text{(C)}\\ 42} ¦ BOXED C",
        "\\boxed{\\textbf{b}} ¦ BOXED B",
        "The answer is (D). ¦ ANSWER_PHRASE D",
        "The correct answer is option B, not A. ¦ ANSWER_PHRASE B",
        "**Answer:** C) 42 ¦ ANSWER_PHRASE C",
        "Answer: A ¦ ANSWER_PHRASE A",
        "So option (B) must hold ¦ CHOICE_LETTER B",
        "Hence it must be E. ¦ CHOICE_LETTER E",
        "Clearly (C) is correct. ¦ CHOICE_LETTER C",
        "D. The others fail. ¦ CHOICE_LETTER D",
        "The others fail. So, B. ¦ CHOICE_LETTER B",
        "The best choice is C because it fits ¦ CHOICE_LETTER C",
        "The answer is A because it fits ¦ ANSWER_PHRASE A",
        "B不是A ¦ CHOICE_LETTER B",
        "故选：B。 ¦ ANSWER_PHRASE B",
        "选D ¦ ANSWER_PHRASE D",
        "I'll go with B. ¦ CHOICE_LETTER B",
        "B because the others fail ¦ CHOICE_LETTER B",
        "B is the only one that I could not exclude ¦ nothing",
        "The answer is A or B. ¦ CHOICE_LETTER A or B",
        "The answer is (A) or (C). ¦ CHOICE_LETTER A or C",
        "Answer: B, A is too small ¦ ANSWER_PHRASE B",
        "This is a hard question about a circle ¦ nothing",
        "The answer is a circle ¦ nothing",
        "A circle has no corners ¦ nothing",
        "I think so ¦ nothing",
        "It is not B ¦ nothing",
        "Neither A nor B ¦ nothing",
        "The answer is not C. ¦ nothing",
        "The answer is not A but C. ¦ ANSWER_PHRASE C",
        "The answer isn't C. ¦ nothing",
        "(b) ¦ CHOICE_LETTER B",
        "b ¦ nothing",
        "\\boxed{42} ¦ nothing"
      })
  void choices(String response, String expected) {
    assertThat(found(AnswerKind.CHOICE, response)).isEqualTo(expected);
  }

  static Stream<Arguments> letters() {
    return Pairs.of("choices.txt");
  }

  @ParameterizedTest
  @MethodSource
  void letters(String expected, String response) {
    assertThat(
            new AnswerExtractor(AnswerKind.CHOICE, AnswerKind.CHOICE.rules())
                .extract(response)
                .map(Extraction::answer)
                .orElse("-"))
        .isEqualTo(expected);
  }

  /** Where a task has four choices, E to J are no letters of choices. */
  @Test
  void lettersOfTheChoicesThatThereAre() {
    for (String response :
        List.of("\\boxed{F} Answer: B", "Answer: B\n\\boxed{\\text{J}}", "\\boxed{E}\nB.")) {
      List<ExtractionRule> rules = AnswerKind.CHOICE.rules();
      assertThat(new AnswerExtractor(AnswerKind.CHOICE, rules, 4).extract(response))
          .as(response)
          .hasValueSatisfying(found -> assertThat(found.answer()).isEqualTo("B"));
      assertThat(new AnswerExtractor(AnswerKind.CHOICE, rules).extract(response))
          .as(response)
          .hasValueSatisfying(found -> assertThat(found.answer()).isNotEqualTo("B"));
    }
  }

  @Test
  void choiceOnTheLastLine() {
    assertThat(found(AnswerKind.CHOICE, "Both A and C look right.\n\n**B**"))
        .isEqualTo("CHOICE_LETTER B");
    assertThat(found(AnswerKind.CHOICE, "Both A and C look right.\nB is what I take"))
        .isEqualTo("nothing");
  }

  /** GSM8K writes its answers after ####, Markdown its headings. */
  @Test
  void hashesOfHeadings() {
    assertThat(found(AnswerKind.MATH, "3 · 4 = 12\n#### 12 apples\n\nDone."))
        .isEqualTo("HASHES 12 apples");
    assertThat(found(AnswerKind.MATH, "They meet in\n#### Rome")).isEqualTo("HASHES Rome");
    assertThat(found(AnswerKind.MATH, "#### Step 2\nDouble it. The answer is 10."))
        .isEqualTo("ANSWER_PHRASE 10");
    assertThat(found(AnswerKind.MATH, "#### Final Answer\n10")).isEqualTo("FINAL_EXPRESSION 10");
  }

  /** The unsafe rule takes any capital; it is used only where it is asked for. */
  @Test
  void lastLetterIsAskedFor() {
    for (AnswerKind kind : AnswerKind.values()) {
      assertThat(kind.rules()).doesNotContain(ExtractionRule.LAST_LETTER);
    }
    List<ExtractionRule> rules = List.of(ExtractionRule.BOXED, ExtractionRule.LAST_LETTER);
    AnswerExtractor unsafe = new AnswerExtractor(AnswerKind.CHOICE, rules);
    assertThat(unsafe.extract("It is not B").map(Extraction::answer)).hasValue("B");
    assertThat(unsafe.extract("this is a circle")).isEmpty();
    assertThat(unsafe.extract("\\boxed{C} is not B").map(Extraction::answer)).hasValue("C");
  }

  /** An answer so far from the end is not looked for, however much follows. */
  @Test
  void onlyTheEndIsRead() {
    String far = " word".repeat(AnswerExtractor.LAST_PART / 5);
    assertThat(found(AnswerKind.MATH, "\\boxed{1}" + far)).isEqualTo("nothing");
    assertThat(found(AnswerKind.MATH, far + "\\boxed{1}" + far.substring(20))).isEqualTo("BOXED 1");
  }

  /** Of many boxes in one list the last 200 are looked at. */
  @Test
  void manyBoxes() {
    assertThat(found(AnswerKind.MATH, "\\boxed{1}, ".repeat(5_000) + "\\boxed{2}"))
        .isEqualTo("BOXED 1, 2");
    assertThat(found(AnswerKind.MATH, "\\boxed{3}, " + "\\boxed{1}, ".repeat(200) + "\\boxed{2}"))
        .isEqualTo("BOXED 1, 2");
  }

  @Test
  void theOrderOfRulesDecides() {
    String response = "\\boxed{1} The answer is 2. Or 3";
    for (ExtractionRule rule : List.of(ExtractionRule.BOXED, ExtractionRule.ANSWER_PHRASE)) {
      assertThat(new AnswerExtractor(AnswerKind.MATH, List.of(rule)).extract(response))
          .hasValueSatisfying(extraction -> assertThat(extraction.rule()).isEqualTo(rule));
    }
    assertThat(
            new AnswerExtractor(AnswerKind.MATH, List.of(ExtractionRule.FINAL_NUMBER))
                .extract(response)
                .map(Extraction::answer))
        .hasValue("3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AnswerExtractor(AnswerKind.MATH, List.of()))
        .withMessage("rules must name at least one rule, were empty");
  }
}
