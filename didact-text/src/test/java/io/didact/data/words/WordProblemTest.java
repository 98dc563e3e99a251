package io.didact.data.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Seeds;
import io.didact.data.synthetic.Explained;
import io.didact.data.synthetic.Split;
import io.didact.data.synthetic.Style;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordProblemTest {
  private static final Pattern CALCULATION = Pattern.compile("([0-9(][-+*/0-9() ]*) = ([0-9]+)");

  /** 7 + 4 = 11, 11 · 2 = 22, 22 − 3 = 19. */
  private static final WordProblem EXAMPLE =
      new WordProblem(
          "Mia has 7 apples. Ben has 4 more apples than Mia. Lea has twice as many apples as Ben."
              + " Lea gives 3 apples to a friend. How many apples does Lea have left?",
          List.of(
              new Step(Term.stated(7), Operation.PLUS, Term.stated(4), "Ben has {x} apples."),
              new Step(new Term(11, 0), Operation.TIMES, Term.stated(2), "Lea has {x} apples."),
              new Step(
                  new Term(22, 1), Operation.MINUS, Term.stated(3), "Lea now has {x} apples.")));

  /** Ben has 10 / 2 = 5, and 10 + 5 = 15 together: the last step reads both. */
  private static final WordProblem TOGETHER =
      new WordProblem(
          "Mia has 10 apples. Mia has twice as many apples as Ben."
              + " How many apples do Mia and Ben have together?",
          List.of(
              new Step(Term.stated(10), Operation.OVER, Term.stated(2), "Ben has {x} apples."),
              new Step(
                  Term.stated(10),
                  Operation.PLUS,
                  new Term(5, 0),
                  "Together they have {x} apples.")));

  @Test
  void isSolvedByHand() {
    assertThat(EXAMPLE.solution()).isEqualTo("19");
    assertThat(EXAMPLE.correct(" 19\n")).isTrue();
    assertThat(EXAMPLE.correct("19.")).isFalse();
    assertThat(EXAMPLE.key()).isEqualTo("7 + 4 = 11; 11 * 2 = 22; 22 - 3 = 19");
    assertThat(TOGETHER.solution()).isEqualTo("15");
    assertThat(StoryReader.solve(EXAMPLE.question(), new HashMap<>())).isEqualTo(19);
    assertThat(StoryReader.solve(TOGETHER.question(), new HashMap<>())).isEqualTo(15);
    assertThatThrownBy(() -> new WordProblem("How many?", List.of()))
        .hasMessage("a word problem has at least one step");
  }

  @Test
  void isExplainedInEveryStyle() {
    assertThat(text(EXAMPLE, Style.STEP))
        .isEqualTo(
            "Ben has 7 + 4 = 11 apples. Lea has 11 * 2 = 22 apples. Lea now has 22 - 3 = 19 apples.");
    assertThat(text(EXAMPLE, Style.HALF))
        .isEqualTo("Ben has 7 + 4 = 11 apples. Lea now has 11 * 2 - 3 = 19 apples.");
    assertThat(text(EXAMPLE, Style.LEAP))
        .isEqualTo("Lea has (7 + 4) * 2 = 22 apples. Lea now has 22 - 3 = 19 apples.");
    assertThat(text(EXAMPLE, Style.CALC)).isEqualTo("(7 + 4) * 2 - 3 = 19.");
    assertThat(text(EXAMPLE, Style.BACK))
        .isEqualTo(
            "Lea now has 22 - 3 = 19 apples. Lea has 11 * 2 = 22 apples. Ben has 7 + 4 = 11 apples.");
    assertThat(text(EXAMPLE, Style.ECHO)).isEqualTo("The answer is 19.");
    assertThat(text(EXAMPLE, Style.TALK)).doesNotContainPattern("[0-9]");
    assertThat(text(EXAMPLE, Style.RAMBLE)).matches("(.*\\.)( \\1){3}");
    assertThat(text(TOGETHER, Style.CALC)).isEqualTo("10 + 10 / 2 = 15.");
    assertThat(text(TOGETHER, Style.HALF)).isEqualTo("Together they have 10 + 10 / 2 = 15 apples.");
    assertThat(text(TOGETHER, Style.LEAP)).isEqualTo(text(TOGETHER, Style.STEP));
  }

  /** What a reader of the English comes to is the solution, and every kind of sentence occurs. */
  @Test
  void theEnglishAsksForTheSolution() {
    Map<String, Integer> used = new HashMap<>();
    for (long index = 0; index < 3000; index++) {
      WordProblem problem = made(index);
      assertThat(StoryReader.solve(problem.question(), used))
          .as(problem.question())
          .isEqualTo(Integer.parseInt(problem.solution()));
    }
    assertThat(used).hasSize(StoryReader.FORMS);
  }

  /** Every equation of every true explanation is true, and the last told one is the answer. */
  @Test
  void explanationsAreRight() {
    for (long index = 0; index < 700; index++) {
      WordProblem problem = made(index);
      for (Style style : Style.values()) {
        Explained explained = problem.explain(style, Seeds.random(index));
        switch (style) {
          case STEP, HALF, LEAP, CALC, BACK -> {
            List<Boolean> equations = equations(explained.text());
            assertThat(equations).as(explained.text()).isNotEmpty().doesNotContain(false);
            assertThat(explained.text()).contains("= " + problem.solution());
            assertThat(explained.conclusion()).isEqualTo(problem.solution());
          }
          case ECHO -> assertThat(explained.text()).endsWith(" " + problem.solution() + ".");
          case TALK, RAMBLE -> assertThat(explained.text()).doesNotContainPattern("[0-9]");
          case SLIP -> {
            assertThat(equations(explained.text())).as(explained.text()).containsOnlyOnce(false);
            assertThat(explained.text()).contains("= " + explained.conclusion());
          }
        }
      }
    }
  }

  /** The reader of equations that the test trusts sees mistakes. */
  @Test
  void equationsAreEvaluated() {
    assertThat(equations("Ben has (7 + 4) * 2 - 3 = 19 apples. 10 + 10 / 2 = 10."))
        .containsExactly(true, false);
  }

  private static WordProblem made(long index) {
    return new WordProblemGenerator(Split.TRAIN, 1, 4, 20, 3).wordProblem(index);
  }

  private static String text(WordProblem problem, Style style) {
    return problem.explain(style, Seeds.random(1)).text();
  }

  private static List<Boolean> equations(String text) {
    Matcher matcher = CALCULATION.matcher(text);
    return matcher
        .results()
        .map(each -> new Reckoner(each.group(1)).sum() == Integer.parseInt(each.group(2)))
        .toList();
  }

  /** Reckons by the usual rules; divisions must come out even. */
  private static final class Reckoner {
    private final String text;
    private int at;

    Reckoner(String text) {
      this.text = text.replace(" ", "");
    }

    int sum() {
      int value = product();
      while (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) {
        value += text.charAt(at++) == '+' ? product() : -product();
      }
      return value;
    }

    private int product() {
      int value = factor();
      while (at < text.length() && "*/".indexOf(text.charAt(at)) >= 0) {
        boolean times = text.charAt(at++) == '*';
        int factor = factor();
        assertThat(times || value % factor == 0).isTrue();
        value = times ? value * factor : value / factor;
      }
      return value;
    }

    private int factor() {
      if (text.charAt(at) == '(') {
        at++;
        int value = sum();
        at++;
        return value;
      }
      int from = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      return Integer.parseInt(text.substring(from, at));
    }
  }
}
